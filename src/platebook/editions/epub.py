"""The edition ``epub``: the e-book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook import book as editions
from platebook import pdf, photos
from platebook.book import EPUB
from platebook.editions import ebook_cover, size_limit
from platebook.editions.model import EditionSpec, Job, Made, Output, Preparing, of_medium
from platebook.editions.rights import called, plate_rights
from platebook.photos import Recipe, RenditionRequest
from platebook.preflight import Subject

#: The cover's photograph is encoded a second time with the cover, so it is compressed little.
_COVER_QUALITY = 97


def _files(job: Job) -> Iterator[Output]:
    """Yield the e-book."""
    requests = (*_epub_requests(job), _cover_request(job))
    yield Output(f"{job.story.slug}{EPUB.suffix}", requests, partial(_write_epub, job))


def _epub_requests(job: Job) -> Iterator[RenditionRequest]:
    recipe = job.target.recipe(EPUB.name)
    flat = replace(recipe, sharpen=0.0)
    for plate in job.story.plates:
        wanted = recipe if job.story.sharpens(plate) else flat
        rights = plate_rights(plate, job)
        yield RenditionRequest(plate.id, called(plate), job.photos[plate.id], wanted, rights)


def _cover_request(job: Job) -> RenditionRequest:
    """Request the rendition of the cover's photograph."""
    box = pdf.photograph_box(job.cover.size, job.story.title)
    plate = job.cover_plate
    sharpens = job.story.sharpens(plate) if plate else job.story.sharpen
    recipe = Recipe(
        medium=ebook_cover.MEDIUM,
        box=box,
        crop=True,
        focus=(plate.focus if plate else None) or (0.5, 0.5),
        quality=_COVER_QUALITY,
        sharpen=photos.SHARPEN_SCREEN if sharpens else 0.0,
    )
    where = called(plate) if plate else f"{job.story.place('cover')} (cover)"
    return RenditionRequest(photos.COVER, where, job.cover, recipe)


def _write_epub(job: Job, made: Made, draft: Path) -> None:
    from platebook import epub as binding

    mine = of_medium(EPUB.name, made)
    book = editions.compose(job.story, EPUB, job.words)
    pagination = job.printed.plan.pagination
    binding.write(
        book.paginated(pagination),
        {name: plate for name, plate in mine.items() if name != photos.COVER},
        mine[photos.COVER],
        words=job.words,
        cast=job.cast,
        design=job.design,
        pagination=pagination,
        draft=draft,
    )


def _subject(job: Job, _number: int, draft: Path, output: Output) -> Subject:
    return Subject(draft, output.file, target=job.target.name)


def _adjust(job: Job, output: Output, made: Made, preparing: Preparing) -> Made:
    """Render the cover, and make photographs smaller where the book would be too large."""
    made = ebook_cover.drawn(job, made, preparing.scratch, preparing.cache)
    return size_limit.within(job, output, made, preparing)


EDITION = EditionSpec(
    _files,
    _subject,
    _adjust,
    options=frozenset({"target", "budget", "epubcheck", "ace"}),
)
