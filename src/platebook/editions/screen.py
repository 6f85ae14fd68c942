"""The edition ``screen``: the pages of the first printed book, small enough to send."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from platebook.book import SCREEN
from platebook.editions import size_limit
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    Preparing,
    of_medium,
    owners,
)
from platebook.pdf import screen_writer


def _files(job: Job) -> Iterator[Output]:
    """Yield the PDF for screens."""
    recipes = screen_writer.screen_recipes(job.printed.plan)
    requests = (job.request(plate, recipes[plate.id]) for plate in job.story.plates)
    yield Output(f"{job.story.slug}{SCREEN.suffix}", tuple(requests), partial(_write, job))


def _write(job: Job, renditions: Made, draft: Path) -> None:
    book, mine = job.printed, of_medium(SCREEN.name, renditions)
    screen_writer.write_screen(book.typesetter, book.plan, mine, draft, owners(job))


def _adjust(job: Job, output: Output, renditions: Made, preparing: Preparing) -> Made:
    return size_limit.on_screen(job, output, renditions, preparing)


EDITION = EditionSpec(_files, adjust=_adjust)
