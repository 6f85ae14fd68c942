"""Names, credits and rights for the metadata of books and photographs."""

from __future__ import annotations

from dataclasses import replace

from platebook import markdown, pdf
from platebook.editions.model import Job
from platebook.photos import Rights
from platebook.story import Plate


def called(plate: Plate) -> str:
    """Name a plate in a message: its file and its id."""
    return f"{plate.photo} (plate “{plate.id}”)"


def plate_rights(plate: Plate, job: Job) -> Rights:
    """Return the rights and texts of a plate, for the metadata of its renditions."""
    metadata = job.photos[plate.id].words
    creator, terms, kind = (
        metadata.get("creator"),
        metadata.get("terms"),
        metadata.get("source-type"),
    )
    named = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=creator.text if creator else named,
        credit=plate.credit,
        rights=plate.rights or job.story.rights,
        terms=terms.text if terms else None,
        source_type=kind.text if kind else None,
        caption=markdown.plain(plate.caption) if plate.caption else None,
        alt=plate.alt,
        description=markdown.plain(plate.description) if plate.description else None,
        language=job.story.language,
    )


def cover_rights(job: Job) -> Rights:
    """Return the rights of the photograph on the cover, and its texts where it is a plate."""
    if job.cover_plate:
        return replace(plate_rights(job.cover_plate, job), caption=None, alt=None, description=None)
    metadata = {key: found.text for key, found in job.cover.words.items()}
    named = ", ".join(person.name for person in job.story.photographers) or None
    return Rights(
        creator=metadata.get("creator") or named,
        credit=job.story.credit or metadata.get("credit"),
        rights=metadata.get("rights") or job.story.rights,
        terms=metadata.get("terms"),
        source_type=metadata.get("source-type"),
        language=job.story.language,
    )


def owners(job: Job) -> pdf.Owners:
    """Return the rights of the book and its photographs, for the metadata of a PDF."""
    shown = [plate_rights(plate, job) for plate in job.story.plates]
    return pdf.Owners(
        rights=tuple(filter(None, [job.story.rights, *(each.rights for each in shown)])),
        credits=tuple(filter(None, (each.credit for each in shown))),
        terms=tuple(filter(None, (each.terms for each in shown))),
        identifier=job.story.identifier,
    )
