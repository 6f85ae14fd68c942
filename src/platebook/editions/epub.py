"""The edition ``epub``: the e-book."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from platebook.book import EPUB, compose
from platebook.editions import size_limit
from platebook.editions.model import (
    EditionSpec,
    Job,
    Made,
    Output,
    Preparing,
    cover_rights,
    of_medium,
    plate_name,
    plate_rights,
)
from platebook.pdf import cover_image
from platebook.pdf.cover_image import COVER_SIZE, Cover
from platebook.photos import images
from platebook.photos.cache import Cache
from platebook.photos.ebook_targets import SHARPEN_SCREEN
from platebook.photos.model import Recipe, RenditionRequest
from platebook.photos.survey_photos import COVER
from platebook.preflight.model import Subject

#: The cover's photograph is encoded a second time with the cover, so it is compressed little.
_COVER_QUALITY = 97
#: The medium of the photograph on the cover.
_COVER_MEDIUM = "cover"


def _files(job: Job) -> Iterator[Output]:
    """Yield the e-book."""
    recipe = job.target.recipe(EPUB.name)
    plates = (job.request(plate, recipe, plate_rights(plate, job)) for plate in job.story.plates)
    requests = (*plates, _cover_request(job))
    yield Output(f"{job.story.slug}{EPUB.suffix}", requests, partial(_write_epub, job))


def _cover_request(job: Job) -> RenditionRequest:
    """Request the rendition of the cover's photograph."""
    box = cover_image.photograph_box(job.cover.size, job.story.title)
    plate = job.cover_plate
    sharpens = job.story.sharpens(plate) if plate else job.story.sharpen
    recipe = Recipe(
        medium=_COVER_MEDIUM,
        box=box,
        crop=True,
        focus=(plate.focus if plate else None) or (0.5, 0.5),
        quality=_COVER_QUALITY,
        sharpen=SHARPEN_SCREEN if sharpens else 0.0,
    )
    where = plate_name(plate) if plate else job.cover_place
    return RenditionRequest(COVER, where, job.cover, recipe)


def _write_epub(job: Job, renditions: Made, draft: Path) -> None:
    from platebook import epub as binding

    mine = of_medium(EPUB.name, renditions)
    book = compose(job.story, EPUB, job.words)
    pagination = job.printed.plan.pagination
    binding.write(
        book.paginate(pagination),
        {name: plate for name, plate in mine.items() if name != COVER},
        mine[COVER],
        words=job.words,
        font_set=job.font_set,
        design=job.design,
        pagination=pagination,
        draft=draft,
    )


def _subject(job: Job, _number: int, draft: Path, output: Output) -> Subject:
    return Subject(draft, output.file, target=job.target.name)


def _adjust(job: Job, output: Output, renditions: Made, preparing: Preparing) -> Made:
    """Render the cover, and make photographs smaller where the book would be too large."""
    renditions = _with_cover(job, renditions, preparing.scratch, preparing.cache)
    return size_limit.within(job, output, renditions, preparing)


def draw_cover(job: Job, photograph: Path, cache: Cache) -> bytes:
    """Render the cover image (JPEG) once; then take it from ``cache``."""
    height = cover_image.photograph_box(job.cover.size, job.story.title)[1]
    cover = Cover(job.printed.typesetter, photograph, height)
    key = cover.key
    picture = cache.get(key)
    if picture is None:
        picture = images.encode(cover.pixels(), COVER_SIZE)
        cache.put(key, picture)
    return picture


def _with_cover(job: Job, renditions: Made, scratch: Path, cache: Cache) -> Made:
    """Return ``renditions`` with the cover image added."""
    picture = draw_cover(job, renditions[COVER, _COVER_MEDIUM].path, cache)
    rights = cover_rights(job)
    plate = images.write_plate(COVER, EPUB.name, picture, rights, scratch / "cover")
    return {**renditions, (COVER, EPUB.name): plate}


EDITION = EditionSpec(
    _files,
    _subject,
    _adjust,
    options=frozenset({"target", "budget", "epubcheck", "ace"}),
)
