"""Keeps the e-book within the megabytes that its target, or whoever builds it, allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from platebook import plates
from platebook.build.writers import Job, Made, Output
from platebook.edition import EPUB
from platebook.errors import Finding, Severity
from platebook.plates import Choice, Wish
from platebook.report import Report

Prepare = Callable[[Sequence[Wish]], Made]

MEGABYTE = 1_000_000
#: What a plate's page may grow by when its photograph's size has other digits.
_A_PAGE = 16


def within(
    job: Job, book: Output, made: Made, scratch: Path, prepare: Prepare, report: Report
) -> Made:
    """Give the plates as they are where they fit; else the e-book's made smaller, all alike.

    ``book`` is the e-book; ``made`` are all plates that were prepared. It is bound once to see
    what it weighs without its photographs, for that is known of no e-book before.
    """
    if job.target.megabytes is None:
        return made
    limit = int(job.target.megabytes * MEGABYTE)
    wishes = [wish for wish in book.wishes if wish.recipe.medium == EPUB.name]
    mine = {plate: found for (plate, medium), found in made.items() if medium == EPUB.name}
    draft = scratch / "weighed.epub"
    book.write(made, draft)
    photographs = sum(mine[wish.plate].path.stat().st_size for wish in wishes)
    rest = draft.stat().st_size - photographs + _A_PAGE * len(wishes)
    draft.unlink()
    if rest + photographs <= limit:
        return made
    report.stage(f"Making photographs smaller, for a book of {job.target.megabytes:g} MB")
    tried = prepare([step for wish in wishes for step in plates.steps(wish)])
    choices = plates.chosen(wishes, tried, limit - rest)
    for finding in _told(choices, rest, limit):
        report.finding(finding)
    return {**made, **{(one.wish.plate, EPUB.name): one.plate for one in choices}}


def _told(choices: Sequence[Choice], rest: int, limit: int) -> Iterator[Finding]:
    """Say what was chosen for each plate and for all; warn where no choice was small enough."""
    for one in choices:
        width, height = one.plate.size
        message = f"{width:,} × {height:,} px, JPEG quality {one.quality}, {one.bytes // 1000} kB"
        yield Finding(one.wish.where, message, "Nothing to do.", Severity.NOTE)
    whole = rest + sum(one.bytes for one in choices)
    figures = f"{whole / MEGABYTE:.1f} MB of the {limit / MEGABYTE:g} MB that it may have"
    if whole > limit:
        yield Finding(
            "the e-book",
            f"it has {figures}, and its photographs are as small as they may be",
            "Allow it more (--budget MB), or give it fewer plates.",
            Severity.WARNING,
        )
    else:
        alike = 1 - max(one.loss for one in choices)
        yield Finding(
            "the e-book",
            f"it has {figures}; every photograph looks like itself at its best by {alike:.3f} "
            "or more (structural similarity, of 1)",
            "Nothing to do.",
            Severity.NOTE,
        )
