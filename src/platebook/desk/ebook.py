"""The e-book beside the printed pages: its real documents, with photographs made for a preview."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platebook import book as editions
from platebook import epub, pdf, photos
from platebook.book import EPUB
from platebook.editions.epub import draw_cover
from platebook.editions.model import Job
from platebook.photos import Cache, Recipe, Rendition, RenditionRequest

#: px of a photograph's longer side: sharp on a phone, and on half of a large screen.
_EDGE, _QUALITY = 1_400, 80
_MEDIUM, _COVER_MEDIUM = "preview-epub", "preview-cover"


@dataclass(frozen=True)
class Ebook:
    """One version of the e-book. ``images`` are files' names with plate ids.

    ``key`` names all that its documents depend on, ``cover`` the file of the cover.
    """

    preview: epub.EbookPreview
    images: Mapping[str, str]
    cover: str
    key: str

    @classmethod
    def of(cls, job: Job, pixels: Mapping[str, str]) -> Ebook:
        """Make the e-book of a job; ``pixels`` names each photograph's, by plate id."""
        plates = {
            plate.id: Rendition(plate.id, _MEDIUM, Path(), _fitted(job.photos[plate.id].size))
            for plate in job.story.plates
        }
        cover = Rendition(photos.COVER, EPUB.name, Path(), pdf.COVER_SIZE)
        preview = epub.EbookPreview.of(
            editions.compose(job.story, EPUB, job.words),
            plates,
            cover,
            words=job.words,
            cast=job.cast,
            design=job.design,
            pagination=job.printed.plan.pagination,
        )
        images = dict(preview.images())
        front = next(name for name, plate in images.items() if not plate)
        said = repr(
            (job.story, job.printed.plan.pagination, preview.styles, sorted(pixels.items()))
        )
        key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return cls(preview, {name: plate for name, plate in images.items() if plate}, front, key)

    def request(self, plate_id: str, job: Job) -> RenditionRequest:
        """Return what the e-book needs of one photograph."""
        plate = next(plate for plate in job.story.plates if plate.id == plate_id)
        recipe = Recipe(
            _MEDIUM,
            (_EDGE, _EDGE),
            quality=_QUALITY,
            chroma="4:2:0",
            sharpen=photos.SHARPEN_SCREEN,
            copy=False,
        )
        return job.request(plate, recipe)

    def requests(self, job: Job) -> Iterator[RenditionRequest]:
        """Yield what the e-book needs of all photographs."""
        yield from (self.request(plate, job) for plate in self.images.values())
        yield self._cover_request(job)

    def draw_cover(
        self,
        job: Job,
        prepare: Callable[[Sequence[RenditionRequest]], Mapping[str, Rendition]],
        cache: Cache,
    ) -> bytes:
        """Draw the cover, or give it from the ``cache``."""
        photograph = prepare([self._cover_request(job)])[photos.COVER]
        return draw_cover(job, photograph.path, cache)

    def _cover_request(self, job: Job) -> RenditionRequest:
        plate = job.cover_plate
        recipe = Recipe(
            _COVER_MEDIUM,
            pdf.photograph_box(job.cover.size, job.story.title),
            crop=True,
            focus=(plate.focus if plate else None) or (0.5, 0.5),
            quality=_QUALITY,
            copy=False,
        )
        return RenditionRequest(photos.COVER, "the cover", job.cover, recipe)


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Return the px wide × high of a photograph that is fitted into a square of ``_EDGE``."""
    scale = min(1.0, _EDGE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
