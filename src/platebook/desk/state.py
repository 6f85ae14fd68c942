"""Makes the ``DeskState`` of a version: pages, openings, plates, and findings with their places.

The e-book beside the printed pages has its real documents, with photographs made for a preview.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from platebook import epub, markdown
from platebook.book import EPUB, PageKind, compose
from platebook.desk.model import (
    DeskDocument,
    DeskFinding,
    DeskOptions,
    DeskPage,
    DeskPlate,
    DeskSheet,
    DeskState,
    Opening,
    PageBoxes,
    openings,
    rectangle,
)
from platebook.editions.epub import draw_cover
from platebook.editions.model import Job, PrintRun
from platebook.errors import Finding
from platebook.geometry import Box, Edges
from platebook.manifest import files
from platebook.pdf import cover_image
from platebook.pdf.cover_image import COVER_SIZE
from platebook.pdf.preview_writer import PreviewPart
from platebook.photos.cache import Cache
from platebook.photos.ebook_targets import SHARPEN_SCREEN
from platebook.photos.model import Recipe, Rendition, RenditionRequest
from platebook.photos.survey_photos import COVER

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
            plate.id: Rendition(plate.id, _MEDIUM, Path(), _fit(job.photos[plate.id].size))
            for plate in job.story.plates
        }
        cover = Rendition(COVER, EPUB.name, Path(), COVER_SIZE)
        preview = epub.EbookPreview.of(
            compose(job.story, EPUB, job.words),
            plates,
            cover,
            words=job.words,
            font_set=job.font_set,
            design=job.design,
            pagination=job.printed.plan.pagination,
        )
        images = dict(preview.images())
        front = next(name for name, plate in images.items() if not plate)
        identity = repr(
            (job.story, job.printed.plan.pagination, preview.styles, sorted(pixels.items()))
        )
        key = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return cls(preview, {name: plate for name, plate in images.items() if plate}, front, key)

    def request(self, plate_id: str, job: Job) -> RenditionRequest:
        """Return what the e-book needs of one photograph."""
        plate = next(plate for plate in job.story.plates if plate.id == plate_id)
        recipe = Recipe(
            _MEDIUM,
            (_EDGE, _EDGE),
            quality=_QUALITY,
            chroma="4:2:0",
            sharpen=SHARPEN_SCREEN,
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
        photograph = prepare([self._cover_request(job)])[COVER]
        return draw_cover(job, photograph.path, cache)

    def _cover_request(self, job: Job) -> RenditionRequest:
        plate = job.cover_plate
        recipe = Recipe(
            _COVER_MEDIUM,
            cover_image.photograph_box(job.cover.size, job.story.title),
            crop=True,
            focus=(plate.focus if plate else None) or (0.5, 0.5),
            quality=_QUALITY,
            copy=False,
        )
        return RenditionRequest(COVER, "the cover", job.cover, recipe)


def _fit(size: tuple[int, int]) -> tuple[int, int]:
    """Return the px wide × high of a photograph that is fitted into a square of ``_EDGE``."""
    scale = min(1.0, _EDGE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


_PLATE = re.compile(r"plates? “([^”]*)”")
_LINE = re.compile(r":(\d+):\d+")
_ORDER = {"error": 0, "warning": 1, "note": 2}


def page_key(part: PreviewPart, number: int) -> str:
    """Return the key of the picture of one page of a part, counted from 0."""
    return f"{part.key}-{number}"


def make_state(
    job: Job,
    parts: Sequence[PreviewPart],
    ebook: Ebook,
    findings: Iterable[Finding],
    digest: str,
    options: DeskOptions,
) -> DeskState:
    """Make the state of a version."""
    print_run = job.printed
    pages = tuple(_pages(print_run, parts))
    pairs = openings(pages, print_run.plan.sheet.direction)
    pinned = tuple(_pin_findings(job, pages, pairs, findings))
    counts = [finding.opening for finding in pinned if finding.severity != "note"]
    return DeskState(
        title=job.story.title,
        language=job.story.language,
        direction=print_run.plan.sheet.direction,
        digest=digest,
        sheet=_sheet(print_run),
        pages=pages,
        openings=tuple(replace(pair, findings=counts.count(pair.id)) for pair in pairs),
        plates=tuple(_plates(job, ebook)),
        documents=tuple(_documents(ebook)),
        findings=pinned,
        options=options,
        book=ebook.key,
        unused=files.unused_photographs(job.story),
    )


def _sheet(print_run: PrintRun) -> DeskSheet:
    sheet = print_run.plan.sheet
    left, right = (2, 1) if sheet.direction == "ltr" else (1, 2)
    safe = print_run.printer.safe.value if print_run.printer.safe else Edges.all(0.0)

    def boxes(folio: int) -> PageBoxes:
        trim, live = sheet.trim_box(folio), sheet.live_box(folio)
        west, east = safe.inner, safe.outer
        if not sheet.binds_left(folio):
            west, east = east, west
        inside = Box(
            trim.x + west,
            trim.y + safe.top,
            trim.width - west - east,
            trim.height - safe.top - safe.bottom,
        )
        return PageBoxes(rectangle(trim), rectangle(live), rectangle(inside))

    media = sheet.media.width, sheet.media.height
    return DeskSheet(media, boxes(left), boxes(right))


def _pages(print_run: PrintRun, parts: Iterable[PreviewPart]) -> Iterator[DeskPage]:
    sheet = print_run.plan.sheet
    for part in parts:
        for number in range(part.count):
            folio = part.folio + number
            side = "right" if sheet.binds_left(folio) else "left"
            key = page_key(part, number)
            if part.page is None:
                yield DeskPage(folio, side, key, "blank")
            else:
                plate = part.page.plate.id if part.page.plate else ""
                yield DeskPage(folio, side, key, part.page.kind, part.page.anchor, plate)


def _plates(job: Job, ebook: Ebook) -> Iterator[DeskPlate]:
    folios = job.printed.plan.pagination.folios
    images = {plate: name for name, plate in ebook.images.items()}
    for page in job.printed.typesetter.edition.plates:
        plate = page.shown
        yield DeskPlate(
            id=plate.id,
            number=page.number or 0,
            title=page.title or "",
            photo=plate.photo,
            pixels=job.photos[plate.id].size,
            caption=markdown.plain(plate.caption) if plate.caption else "",
            alt=plate.alt or "",
            credit=plate.credit or "",
            decorative=plate.decorative,
            folio=folios[page.anchor],
            image=images.get(plate.id, ""),
        )


def _documents(ebook: Ebook) -> Iterator[DeskDocument]:
    for name, page in ebook.preview.documents():
        plate = page.plate.id if page.plate else ""
        yield DeskDocument(name, page.title or "", page.anchor, plate)


def _pin_findings(
    job: Job,
    pages: Sequence[DeskPage],
    pairs: Sequence[Opening],
    findings: Iterable[Finding],
) -> list[DeskFinding]:
    """Pin findings to openings, the worst first, then in the order of the book."""
    order = {pair.id: number for number, pair in enumerate(pairs)}
    pinned = [_pin(job, pages, pairs, finding) for finding in findings]
    pinned.sort(key=lambda pin: (_ORDER[pin.severity], order.get(pin.opening, -1)))
    return pinned


def _pin(
    job: Job, pages: Sequence[DeskPage], pairs: Sequence[Opening], finding: Finding
) -> DeskFinding:
    finding = replace(finding, where=job.story.local(finding.where))
    plate = _plate(job, finding)
    anchor = f"plate-{plate}" if plate else _key(job, finding)
    folio = next((page.folio for page in pages if page.anchor == anchor), None)
    opening = next((pair.id for pair in pairs if folio and folio in (pair.left, pair.right)), "")
    return DeskFinding.of(finding, plate, opening)


def _plate(job: Job, finding: Finding) -> str:
    """Return the id of the plate that a finding names, by its id or by its line."""
    ids = {plate.id for plate in job.story.plates}
    if (match := _PLATE.search(finding.where)) and match[1] in ids:
        return match[1]
    line = _LINE.search(finding.where)
    if line is None or not job.story.plates:
        return ""
    starts = [(plate.where.line, plate.id) for plate in job.story.plates]
    before = [start for start in starts if start[0] <= int(line[1])]
    after = [place.line for place in job.story.places.values() if place.line > max(starts)[0]]
    if before and not any(start <= int(line[1]) for start in after):
        return max(before)[1]
    return ""


def _key(job: Job, finding: Finding) -> str:
    """Return the page of the book that shows the key of the manifest a finding is about."""
    line = _LINE.search(finding.where)
    if line is None:
        return ""
    keys = [(place.line, key) for key, place in job.story.places.items()]
    key = max((start for start in keys if start[0] <= int(line[1])), default=(0, ""))[1]
    pages = {"introduction": PageKind.INTRODUCTION, "closing": PageKind.CLOSING}
    page_names = {"title": "title", "subtitle": "title", "standfirst": "title", "rights": "imprint"}
    return str(pages.get(key, page_names.get(key, "")))
