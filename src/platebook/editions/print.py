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
    for impression in job.impressions:
        yield Output(
            f"{job.story.slug}{impression.suffix}{PRINT.suffix}",
            tuple(_print_wishes(job, impression)),
            partial(_write_print, job, impression),
            impression.printer.label,
        )


def _print_wishes(job: Job, impression: PrintRun) -> Iterator[RenditionRequest]:
    plan, medium = impression.plan, impression.medium
    for plate in job.story.plates:
        recipes = {medium: plan.recipes[plate.id]}
        if plate.id in plan.thumbnails:
            recipes[f"{medium}{_SMALL}"] = plan.thumbnails[plate.id]
        for name, recipe in recipes.items():
            yield job.request(plate, replace(recipe, medium=name, colour=impression.inks))


def _write_print(job: Job, impression: PrintRun, renditions: Made, draft: Path) -> str:
    mine = of_medium(impression.medium, renditions)
    return print_writer.write(
        impression.typesetter,
        impression.plan,
        mine,
        draft,
        owners(job),
        printer=impression.printer,
        inks=impression.inks,
        thumbnails=of_medium(f"{impression.medium}{_SMALL}", renditions),
    )


def _subject(job: Job, number: int, draft: Path, output: Output) -> Subject:
    impression = job.impressions[number]
    folios = impression.plan.pagination.folios.items()
    plates = tuple(
        (page, anchor.removeprefix(prefix))
        for anchor, page in folios
        for prefix in (_ANCHOR, second_anchor(_ANCHOR))
        if anchor.startswith(prefix)
    )
    return Subject(draft, output.file, impression.printer, plates)


EDITION = EditionSpec(
    _files,
    _subject,
    options=frozenset({"binding", "profile", "intent", "ink_limit"}),
    checks_resolution=True,
    for_press=True,
)
