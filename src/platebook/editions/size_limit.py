"""Keeps books within a size limit, with one visual quality for all photographs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platebook.book import EPUB, SCREEN
from platebook.editions.model import Job, Made, Output, Preparing
from platebook.errors import Finding, Severity
from platebook.photos import ebook_targets
from platebook.photos.ebook_targets import SCREEN_STEPS, STEPS, SizeChoice, Steps
from platebook.photos.model import RenditionRequest
from platebook.report import CollectingReport

MEGABYTE = 1_000_000
#: Bytes that a plate's page may grow by when the size of its photograph has other digits.
_A_PAGE = 16
#: Average bytes of a photograph in a screen PDF, and the number of plates whose share any such book
#: may use: with type and pages, a book of 22 plates stays below 10 MB.
SCREEN_PLATE, SCREEN_PLATES = 400_000, 22


@dataclass(frozen=True, slots=True)
class _Budget:
    """A size limit: ``limit`` and ``rest``, the book without its photographs, in bytes.

    ``book`` is its name in messages; ``fix`` and ``severity`` belong to the finding where even the
    smallest photographs are too large.
    """

    book: str
    medium: str
    limit: int
    rest: int
    steps: Steps
    fix: str
    severity: Severity


def within(job: Job, book: Output, renditions: Made, preparing: Preparing) -> Made:
    """Return the renditions unchanged where they fit; else smaller ones of equal quality (e-book).

    ``book`` is the e-book; ``renditions`` are those of all editions. The book is written once to
    learn its size without photographs.
    """
    if job.target.megabytes is None:
        return renditions
    requests = _of(book, EPUB.name)
    draft = preparing.scratch / "weighed.epub"
    book.write(renditions, draft)
    rest = draft.stat().st_size - _weight(requests, renditions) + _A_PAGE * len(requests)
    draft.unlink()
    limit = int(job.target.megabytes * MEGABYTE)
    fix = "Allow it more (--budget MB), or give it fewer plates."
    budget = _Budget("the e-book", EPUB.name, limit, rest, STEPS, fix, Severity.WARNING)
    return _fit(budget, requests, renditions, preparing, job.collected)


def on_screen(job: Job, book: Output, renditions: Made, preparing: Preparing) -> Made:
    """Return the renditions unchanged where they fit; else smaller ones (screen PDF)."""
    requests = _of(book, SCREEN.name)
    limit = SCREEN_PLATE * max(len(requests), SCREEN_PLATES)
    name = "the PDF for screens without its type"
    fix, steps = "Nothing to do.", SCREEN_STEPS
    budget = _Budget(name, SCREEN.name, limit, 0, steps, fix, Severity.NOTE)
    return _fit(budget, requests, renditions, preparing, job.collected)


def _of(book: Output, medium: str) -> list[RenditionRequest]:
    return [request for request in book.requests if request.recipe.medium == medium]


def _weight(requests: Sequence[RenditionRequest], all_renditions: Made) -> int:
    renditions = (all_renditions[request.plate, request.recipe.medium] for request in requests)
    return sum(plate.path.stat().st_size for plate in renditions)


def _fit(
    budget: _Budget,
    requests: Sequence[RenditionRequest],
    renditions: Made,
    preparing: Preparing,
    report: CollectingReport,
) -> Made:
    if budget.rest + _weight(requests, renditions) <= budget.limit:
        return renditions
    report.stage(f"Making photographs smaller, for {budget.limit / MEGABYTE:g} MB")
    trials = preparing.prepare(
        [
            step
            for request in requests
            for step in ebook_targets.quality_steps(request, budget.steps)
        ]
    )
    choices = ebook_targets.choose_steps(requests, trials, budget.limit - budget.rest, budget.steps)
    for finding in _findings(choices, budget):
        report.finding(finding)
    return {
        **renditions,
        **{(choice.request.plate, budget.medium): choice.plate for choice in choices},
    }


def _findings(choices: Sequence[SizeChoice], budget: _Budget) -> Iterator[Finding]:
    """Report the chosen quality for each plate and for all, and where none was small enough."""
    for choice in choices:
        width, height = choice.plate.size
        message = (
            f"{width:,} × {height:,} px, JPEG quality {choice.quality}, {choice.bytes // 1000} kB"
        )
        yield Finding(choice.request.where, message, "Nothing to do.", Severity.NOTE, "F009")
    whole = budget.rest + sum(choice.bytes for choice in choices)
    figures = f"{whole / MEGABYTE:.1f} MB of the {budget.limit / MEGABYTE:g} MB that it may have"
    if whole > budget.limit:
        yield Finding(
            budget.book,
            f"it has {figures}, and its photographs are as small as they may be",
            budget.fix,
            budget.severity,
            "F010",
        )
    else:
        alike = 1 - max(choice.loss for choice in choices)
        yield Finding(
            budget.book,
            f"it has {figures}; every photograph looks like itself at its best by {alike:.3f} "
            "or more (structural similarity, of 1)",
            "Nothing to do.",
            Severity.NOTE,
            "F009",
        )
