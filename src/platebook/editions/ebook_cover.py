"""The e-book's cover: photograph, title and names, laid out as a page and rendered to an image."""

from __future__ import annotations

from pathlib import Path

from platebook import pdf, photos
from platebook.book import EPUB
from platebook.editions.model import Job, Made
from platebook.editions.rights import cover_rights

#: The medium of the photograph on the cover.
MEDIUM = "cover"


def drawn(job: Job, made: Made, scratch: Path, cache: photos.Cache) -> Made:
    """Give ``made`` with the cover image added; it is rendered once, then taken from ``cache``."""
    photograph = made[photos.COVER, MEDIUM]
    height = pdf.photograph_box(job.cover.size, job.story.title)[1]
    cover = pdf.Cover(job.printed.typesetter, photograph.path, height)
    key = cover.key
    picture = cache.get(key)
    if picture is None:
        picture = photos.encode(cover.pixels(), pdf.COVER_SIZE)
        cache.put(key, picture)
    rights = cover_rights(job)
    plate = photos.write_plate(photos.COVER, EPUB.name, picture, rights, scratch / "cover")
    return {**made, (photos.COVER, EPUB.name): plate}
