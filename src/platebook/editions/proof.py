"""The edition ``proof``: the desk’s working copy of the printed book."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from platebook.editions.model import EditionSpec, Job, Made, Output, of_medium, plate_name
from platebook.pdf import proof_writer
from platebook.pdf.proof_writer import Proof
from platebook.photos.model import RenditionRequest

_MEDIUM = "proof"


def _files(job: Job) -> Iterator[Output]:
    """Yield the proof."""
    _proof(job).dry_run()
    recipes = job.printed.plan.recipes
    requests = (
        RenditionRequest(
            plate.id,
            plate_name(plate),
            job.photos[plate.id],
            proof_writer.proof_recipe(recipes[plate.id]),
        )
        for plate in job.story.plates
    )
    yield Output(f"{job.story.slug}-proof.pdf", tuple(requests), partial(_write_proof, job))


def _proof(job: Job) -> Proof:
    book = job.printed
    return Proof(book.typesetter, book.plan, job.photos, book.printer, job.collected.findings)


def _write_proof(job: Job, renditions: Made, draft: Path) -> None:
    _proof(job).write(of_medium(_MEDIUM, renditions), draft)


EDITION = EditionSpec(_files, options=frozenset({"binding"}), checks_resolution=True, last=True)
