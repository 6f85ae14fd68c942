"""The edition ``sheet``: all openings of the printed book, small, on a few sheets for the wall."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from platebook import i18n as languages
from platebook.editions.model import EditionSpec, Job, Made, Output, of_medium
from platebook.geometry import Size
from platebook.pdf.flatplan import A3, TABLOID, Flatplan
from platebook.printers import checks

_MEDIUM = "sheet"


def _files(job: Job) -> Iterator[Output]:
    """Yield the sheets of the first printer's book."""
    plan = _plan(job)
    plan.dry_run()
    recipes = job.printed.plan.recipes
    requests = (job.request(plate, plan.recipe(recipes[plate.id])) for plate in job.story.plates)
    yield Output(f"{job.story.slug}-{_MEDIUM}.pdf", tuple(requests), partial(_write, plan))


def _plan(job: Job) -> Flatplan:
    book = job.printed
    return Flatplan(book.typesetter, book.plan, _paper(job), book.printer)


def _paper(job: Job) -> Size:
    """Choose tabloid where the story's region, or else the printer, measures in inches."""
    inches = languages.uses_letter(job.story.language)
    if inches is None:
        inches = checks.measures_in_inches(job.printed.printer)
    return TABLOID if inches else A3


def _write(plan: Flatplan, renditions: Made, draft: Path) -> None:
    plan.write(of_medium(_MEDIUM, renditions), draft)


EDITION = EditionSpec(_files, options=frozenset({"binding"}))
