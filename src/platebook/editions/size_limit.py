"""Keeps books within the megabytes that they may have, their photographs all alike to the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platebook import photos
from platebook.book import EPUB, SCREEN
from platebook.editions.model import Job, Made, Output, Preparing
from platebook.errors import Finding, Severity
from platebook.photos import RenditionRequest, SizeChoice, Steps
from platebook.report import CollectingReport

MEGABYTE = 1_000_000
#: What a plate's page may grow by when its photograph's size has other digits.
_A_PAGE = 16
#: What a photograph of a PDF for screens may have on average, in bytes, and the plates whose share
#: any such book may have: with type and pages, a book of 22 plates stays below 10 MB.
SCREEN_PLATE, SCREEN_PLATES = 400_000, 22


@dataclass(frozen=True, slots=True)
class _Budget:
    """What a book may weigh: ``limit`` and ``rest``, all but its photographs, in bytes.

    ``book`` is its name in messages, ``fix`` what to do where even the smallest is too much,
    which is as bad as ``severity`` says.
    """

    book: str
    medium: str
    limit: int
    rest: int
    steps: Steps
    fix: str
    severity: Severity


def within(job: Job, book: Output, made: Made, preparing: Preparing) -> Made:
    """Give the plates as they are where they fit; else the e-book's made smaller, all alike.

    ``book`` is the e-book; ``made`` are all plates that were prepared. It is bound once to see
    what it weighs without its photographs, for that is known of no e-book before.
    """
    if job.target.megabytes is None:
        return made
    wishes = _of(book, EPUB.name)
    draft = preparing.scratch / "weighed.epub"
    book.write(made, draft)
    rest = draft.stat().st_size - _weight(wishes, made) + _A_PAGE * len(wishes)
    draft.unlink()
    limit = int(job.target.megabytes * MEGABYTE)
    fix = "Allow it more (--budget MB), or give it fewer plates."
    budget = _Budget("the e-book", EPUB.name, limit, rest, photos.STEPS, fix, Severity.WARNING)
    return _fitted(budget, wishes, made, preparing, job.heard)


def on_screen(job: Job, book: Output, made: Made, preparing: Preparing) -> Made:
    """Give the plates as they are where they fit; else those of the PDF for screens smaller."""
    wishes = _of(book, SCREEN.name)
    limit = SCREEN_PLATE * max(len(wishes), SCREEN_PLATES)
    name = "the PDF for screens without its type"
    fix, steps = "Nothing to do.", photos.SCREEN_STEPS
    budget = _Budget(name, SCREEN.name, limit, 0, steps, fix, Severity.NOTE)
    return _fitted(budget, wishes, made, preparing, job.heard)


def _of(book: Output, medium: str) -> list[RenditionRequest]:
    return [wish for wish in book.wishes if wish.recipe.medium == medium]


def _weight(wishes: Sequence[RenditionRequest], made: Made) -> int:
    found = (made[wish.plate, wish.recipe.medium] for wish in wishes)
    return sum(plate.path.stat().st_size for plate in found)


def _fitted(
    budget: _Budget,
    wishes: Sequence[RenditionRequest],
    made: Made,
    preparing: Preparing,
    report: CollectingReport,
) -> Made:
    if budget.rest + _weight(wishes, made) <= budget.limit:
        return made
    report.stage(f"Making photographs smaller, for {budget.limit / MEGABYTE:g} MB")
    tried = preparing.prepare(
        [step for wish in wishes for step in photos.quality_steps(wish, budget.steps)]
    )
    choices = photos.choose_steps(wishes, tried, budget.limit - budget.rest, budget.steps)
    for finding in _told(choices, budget):
        report.finding(finding)
    return {**made, **{(one.request.plate, budget.medium): one.plate for one in choices}}


def _told(choices: Sequence[SizeChoice], budget: _Budget) -> Iterator[Finding]:
    """Say what was chosen for each plate and for all; and where no choice was small enough."""
    for one in choices:
        width, height = one.plate.size
        message = f"{width:,} × {height:,} px, JPEG quality {one.quality}, {one.bytes // 1000} kB"
        yield Finding(one.request.where, message, "Nothing to do.", Severity.NOTE, "F009")
    whole = budget.rest + sum(one.bytes for one in choices)
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
        alike = 1 - max(one.loss for one in choices)
        yield Finding(
            budget.book,
            f"it has {figures}; every photograph looks like itself at its best by {alike:.3f} "
            "or more (structural similarity, of 1)",
            "Nothing to do.",
            Severity.NOTE,
            "F009",
        )
