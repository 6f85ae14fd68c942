"""The edition ``print``: the printed book, one file for each printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook.book import PRINT, second_anchor
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    PrintRun,
    of_medium,
    owners,
)
from platebook.pdf import print_writer
from platebook.photos.model import RenditionRequest
from platebook.preflight.model import Subject

#: The prefix of the anchors of plates.
_ANCHOR = "plate-"
#: Ends the medium of small pictures.
_SMALL = "-thumbnail"


def _files(job: Job) -> Iterator[Output]:
    """Yield each printer's book."""
    for print_run in job.print_runs:
        yield Output(
            f"{job.story.slug}{print_run.suffix}{PRINT.suffix}",
            tuple(_print_wishes(job, print_run)),
            partial(_write_print, job, print_run),
            print_run.printer.label,
        )


def _print_wishes(job: Job, print_run: PrintRun) -> Iterator[RenditionRequest]:
    plan, medium = print_run.plan, print_run.medium
    for plate in job.story.plates:
        recipes = {medium: plan.recipes[plate.id]}
        if plate.id in plan.thumbnails:
            recipes[f"{medium}{_SMALL}"] = plan.thumbnails[plate.id]
        for name, recipe in recipes.items():
            yield job.request(plate, replace(recipe, medium=name, colour=print_run.inks))


def _write_print(job: Job, print_run: PrintRun, renditions: Made, draft: Path) -> str:
    mine = of_medium(print_run.medium, renditions)
    return print_writer.write(
        print_run.typesetter,
        print_run.plan,
        mine,
        draft,
        owners(job),
        printer=print_run.printer,
        inks=print_run.inks,
        thumbnails=of_medium(f"{print_run.medium}{_SMALL}", renditions),
    )


def _subject(job: Job, number: int, draft: Path, output: Output) -> Subject:
    print_run = job.print_runs[number]
    folios = print_run.plan.pagination.folios.items()
    plates = tuple(
        (page, anchor.removeprefix(prefix))
        for anchor, page in folios
        for prefix in (_ANCHOR, second_anchor(_ANCHOR))
        if anchor.startswith(prefix)
    )
    return Subject(draft, output.file, print_run.printer, plates)


EDITION = EditionSpec(
    _files,
    _subject,
    options=frozenset({"binding", "profile", "intent", "ink_limit"}),
    checks_resolution=True,
    for_press=True,
)
