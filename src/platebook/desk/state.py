"""Makes the ``DeskState`` of a version: pages, openings, plates, and findings with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from platebook import markdown
from platebook.book import PageKind
from platebook.desk.ebook import Ebook
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
)
from platebook.editions.model import Job, PrintRun
from platebook.errors import Finding
from platebook.geometry import Box, Edges
from platebook.pdf import PreviewPart

_PLATE = re.compile(r"plates? “([^”]*)”")
_LINE = re.compile(r":(\d+):\d+")
_ORDER = {"error": 0, "warning": 1, "note": 2}


def page_key(part: PreviewPart, number: int) -> str:
    """Name the picture of one page of a part, counted from 0."""
    return f"{part.key}-{number}"


def made(
    job: Job,
    parts: Sequence[PreviewPart],
    shown: Ebook,
    findings: Iterable[Finding],
    digest: str,
    options: DeskOptions,
) -> DeskState:
    """Make the state of a version."""
    printed = job.printed
    pages = tuple(_pages(printed, parts))
    pairs = openings(pages, printed.plan.sheet.direction)
    pinned = tuple(_pinned(job, pages, pairs, findings))
    counts = [finding.opening for finding in pinned if finding.severity != "note"]
    return DeskState(
        title=job.story.title,
        language=job.story.language,
        direction=printed.plan.sheet.direction,
        manifest=job.story.manifest.name,
        digest=digest,
        sheet=_sheet(printed),
        pages=pages,
        openings=tuple(replace(pair, findings=counts.count(pair.id)) for pair in pairs),
        plates=tuple(_plates(job, shown)),
        documents=tuple(_documents(shown)),
        findings=pinned,
        options=options,
        book=shown.key,
    )


def _sheet(printed: PrintRun) -> DeskSheet:
    sheet = printed.plan.sheet
    left, right = (2, 1) if sheet.direction == "ltr" else (1, 2)
    safe = printed.printer.safe.value if printed.printer.safe else Edges.all(0.0)

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
        return PageBoxes(_corners(trim), _corners(live), _corners(inside))

    media = sheet.media.width, sheet.media.height
    return DeskSheet(media, boxes(left), boxes(right))


def _corners(box: Box) -> tuple[float, float, float, float]:
    return tuple(round(value, 3) for value in (box.x, box.y, box.width, box.height))  # type: ignore[return-value]


def _pages(printed: PrintRun, parts: Iterable[PreviewPart]) -> Iterator[DeskPage]:
    sheet = printed.plan.sheet
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


def _plates(job: Job, shown: Ebook) -> Iterator[DeskPlate]:
    folios = job.printed.plan.pagination.folios
    documents = {page.plate.id: name for name, page in shown.preview.documents() if page.plate}
    images = {plate: name for name, plate in shown.images.items()}
    for page in job.printed.typesetter.edition.plates:
        plate = page.shown
        yield DeskPlate(
            id=plate.id,
            number=page.number or 0,
            title=page.title or "",
            photo=plate.photo,
            pixels=job.photos[plate.id].size,
            where=job.story.local(str(plate.where)),
            layout=str(plate.layout),
            document=documents.get(plate.id, ""),
            caption=markdown.plain(plate.caption) if plate.caption else "",
            alt=plate.alt or "",
            credit=plate.credit or "",
            decorative=plate.decorative,
            folio=folios[page.anchor],
            image=images.get(plate.id, ""),
        )


def _documents(shown: Ebook) -> Iterator[DeskDocument]:
    for name, page in shown.preview.documents():
        plate = page.plate.id if page.plate else ""
        yield DeskDocument(name, page.title or "", page.anchor, plate)


def _pinned(
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
    """Name the page of the book that shows the key of the manifest a finding is about."""
    line = _LINE.search(finding.where)
    if line is None:
        return ""
    keys = [(place.line, key) for key, place in job.story.places.items()]
    key = max((start for start in keys if start[0] <= int(line[1])), default=(0, ""))[1]
    pages = {"introduction": PageKind.INTRODUCTION, "closing": PageKind.CLOSING}
    shown = {"title": "title", "subtitle": "title", "standfirst": "title", "rights": "imprint"}
    return str(pages.get(key, shown.get(key, "")))
