"""Checks the page boxes: trim, bleed and paper, edge by edge (ISO 32000-2, 14.11.2; ISO 15930)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.geometry import PT_PER_MM, Edges, Size, Trim
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.objects import get
from platebook.preflight.pdf.page_geometry import PageArea, mm
from platebook.preflight.pdf.severity import CLOSE_PT, asked, label, of_file, of_page
from platebook.printers.printer import Wanted

#: Boxes that a file rounds to two decimals may be off by so much, in mm.
_CLOSE_MM = CLOSE_PT / PT_PER_MM
_EDGES = ("left", "bottom", "right", "top")


def wanted_bleed(book: PdfDocument, page: PdfPage) -> tuple[float, float, float, float] | None:
    """Give the bleed that the printer asks for on this page, left, bottom, right, top, in mm."""
    printer = book.printer
    if not printer or not printer.bleed:
        return None
    if book.is_cover:
        edge = printer.cover_bleed.value if printer.cover_bleed else None
        return None if edge is None else (edge, edge, edge, edge)
    return _sides(book, page, printer.bleed.value)


def _sides(book: PdfDocument, page: PdfPage, edges: Edges) -> tuple[float, float, float, float]:
    left, right = edges.inner, edges.outer
    if not book.binds_left(page):
        left, right = right, left
    return left, edges.bottom, right, edges.top


def wanted_safe(book: PdfDocument, page: PdfPage) -> PageArea | None:
    """Give the area that type must keep to on this page, in points."""
    printer = book.printer
    if not printer or not printer.safe or book.is_cover:
        return None
    safe = printer.safe.value
    inner = printers.gutter(printer, len(book.pages))
    edges = Edges(safe.top, safe.outer, safe.bottom, inner)
    left, bottom, right, top = (each * PT_PER_MM for each in _sides(book, page, edges))
    trim = page.trim
    return PageArea(trim.left + left, trim.bottom + bottom, trim.right - right, trim.top - top)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Hold every page's boxes against each other, against the first page's, and the printer's."""
    yield from _trimless(book)
    yield from _sizes(book)
    for page in book.pages:
        yield from _nesting(book, page)
        yield from _odd(book, page)
        if page.trimmed:
            yield from _bleed(book, page)
            yield from _slug(book, page)


def _trimless(book: PdfDocument) -> Iterator[Finding]:
    without = [page.number for page in book.pages if not page.trimmed]
    held = book.printer is not None or book.claims.standard is not None
    if without and held:
        message = f"{_listed(without)} {'has' if len(without) == 1 else 'have'} no TrimBox"
        yield of_file(book, "P020", message)


def _listed(numbers: list[int]) -> str:
    """Say which pages: “page 3”, “pages 3, 5 and 12 others”."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) <= 4:
        return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"pages {', '.join(map(str, numbers[:3]))} and {len(numbers) - 3} others"


def _sizes(book: PdfDocument) -> Iterator[Finding]:
    """Look whether all pages are cut to one size, and whether the printer has it."""
    trimmed = [page for page in book.pages if page.trimmed] or list(book.pages)
    if not trimmed:
        return
    number, first = trimmed[0].number, trimmed[0].trim
    for page in trimmed[1:]:
        off = max(abs(page.trim.width - first.width), abs(page.trim.height - first.height))
        if off > CLOSE_PT:
            message = f"it is {_size(page.trim)}, and page {number} is {_size(first)}"
            grave = Severity.ERROR if book.printer else Severity.WARNING
            yield of_page(book, page, "P021", message, severity=grave)
    printer = book.printer
    if printer and not book.is_cover:
        size = Size(mm(first.width), mm(first.height))
        for found in printers.judge(printer, Trim("", size), len(book.pages), own_profile=True):
            if found.code == "R001":
                yield replace(found, where=book.subject.called)


def _size(area: PageArea) -> str:
    return f"{mm(area.width):.1f} × {mm(area.height):.1f} mm"


def _nesting(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Trim inside bleed inside paper; and no box without an inside."""
    pairs = (
        ("TrimBox", page.trim, "BleedBox", page.bleed),
        ("BleedBox", page.bleed, "MediaBox", page.media),
        ("CropBox", page.crop, "MediaBox", page.media),
    )
    if page.media.empty or page.trim.empty:
        yield of_page(book, page, "P023", "one of its boxes has no inside")
        return
    if book.claims.standard and page.trimmed and get(page.dictionary, "/ArtBox") is not None:
        message = f"it has a TrimBox and an ArtBox, of which {book.claims.press} allows one"
        yield of_page(book, page, "P023", message)
    for inner, box, outer, around in pairs:
        if not around.holds(box, CLOSE_PT):
            yield of_page(book, page, "P023", f"its {inner} reaches out of its {outer}")
            return


def _odd(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    if page.turned:
        yield of_page(book, page, "P024", f"it is turned by {page.turned:.0f}° when it is shown")
    if page.unit != 1:
        yield of_page(book, page, "P024", f"its unit is {page.unit:g} times the usual")
    cropped = page.crop != page.media and not page.crop.holds(page.bleed, CLOSE_PT)
    if cropped and page.trimmed:
        yield of_page(book, page, "P025", "its CropBox is smaller than its bleed")


def _bleed(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Hold each edge's bleed against what the printer asks for."""
    wanted, printer = wanted_bleed(book, page), book.printer
    if wanted is None or printer is None or printer.bleed is None:
        return
    trim, bleed = page.trim, page.bleed
    given = (
        mm(trim.left - bleed.left),
        mm(trim.bottom - bleed.bottom),
        mm(bleed.right - trim.right),
        mm(bleed.top - trim.top),
    )
    wrong = [
        f"{edge} {has:.2f} mm in place of {asks:.2f}"
        for edge, has, asks in zip(_EDGES, given, wanted, strict=True)
        if abs(has - asks) > _CLOSE_MM
    ]
    if wrong:
        message = f"its bleed is not what {label(printer)} asks for: {', '.join(wrong)}"
        rule = printer.cover_bleed if book.is_cover and printer.cover_bleed else printer.bleed
        yield asked(book, "P022", rule, message, page)


def _slug(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Look for paper outside the bleed, where marks would stand."""
    printer = book.printer
    if not printer or not printer.marks:
        return
    outside = not page.bleed.holds(page.media, CLOSE_PT)
    if outside and printer.marks.value is Wanted.FORBIDDEN:
        message = "there is paper outside its bleed, where no marks may stand"
        yield asked(book, "P026", printer.marks, message, page)
    if not outside and printer.marks.value is Wanted.WANTED:
        message = "it has no room outside its bleed for the marks that are asked for"
        yield asked(book, "P027", printer.marks, message, page)
