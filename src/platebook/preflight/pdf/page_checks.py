"""Checks the pages: their boxes, edge by edge, how many there are, and which of them are blank.

ISO 32000-2, 14.11.2 (boxes); ISO 15930.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from platebook.errors import Finding, Severity
from platebook.geometry import PT_PER_MM, Edges, Size, Trim
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import EDGES, PageArea, mm
from platebook.printers import checks
from platebook.printers.printer import Parity, Printer, Wanted

#: Points that a box may be off: a hundredth, and what rounding a sum of two adds.
_CLOSE_PT = 0.011
#: Boxes that a file rounds to two decimals may be off by so much, in mm.
_CLOSE_MM = _CLOSE_PT / PT_PER_MM


def check(book: PdfDocument) -> Iterator[Finding]:
    """Check the page count against the printer's rules, and find blank pages."""
    if not book.pages:
        yield book.finding("P033", "it has no pages")
        return
    printer, has = book.printer, book.size / 1_000_000
    if printer and (rule := printer.file_size) and has > rule.value:
        message = f"it has {has:,.1f} MB; {printer.label} takes no more than {rule.value:g}"
        yield book.rule_finding("R008", rule, message)
    if book.is_cover:
        return
    if printer:
        yield from _count(book, printer)
    yield from _blanks(book)
    yield from _find_repeated(book)
    if book.claims.standard and not printer and len(book.pages) % 2:
        message = f"it has {len(book.pages)} pages, an odd number: a sheet has two sides"
        yield book.finding("P030", message, severity=Severity.WARNING)


def _find_repeated(book: PdfDocument) -> Iterator[Finding]:
    """Find pages that are the same as an earlier one, photograph and words."""
    earlier: dict[object, int] = {}
    for page in book.pages:
        # Both halves of a photograph across the fold are one picture, moved.
        pictures = tuple(
            (cos.key_of(picture.stream), picture.visible_area, picture.matrix)
            for picture in page.painted.pictures
        )
        if not pictures or not all(key for key, *_ in pictures):
            continue
        words = tuple((run.text, run.area) for run in page.painted.types)
        first = earlier.setdefault((pictures, words), page.number)
        if first != page.number:
            yield book.finding("P067", f"it is the same as page {first}", page)


def _count(book: PdfDocument, printer: Printer) -> Iterator[Finding]:
    count = len(book.pages)
    if (least := printer.least_pages) and count < least.value:
        message = f"it has {count} pages; {printer.label} binds none under {least.value}"
        yield book.rule_finding("R002", least, message)
    if (limit := printer.most_pages) and count > limit.value:
        message = f"it has {count} pages; {printer.label} binds {limit.value} at most"
        yield book.rule_finding("R003", limit, message)
    if (rule := printer.page_multiple) and count % rule.value:
        message = f"it has {count} pages, which is no multiple of {rule.value}"
        yield book.rule_finding("P030", rule, message)
    elif (parity := printer.parity) and parity.value is Parity.EVEN and count % 2:
        yield book.rule_finding("P030", parity, f"it has {count} pages, an odd number")
    last, blank = book.pages[-1], printer.last_page_blank
    if blank and blank.value and not last.painted.blank and last.painted.whole:
        message = f"{printer.label} wants the last page blank, and something is on it"
        yield book.rule_finding("P031", blank, message, last)


def _blanks(book: PdfDocument) -> Iterator[Finding]:
    """Find blank pages that follow one another: more than a printer's count could need."""
    run: list[int] = []
    for page in (*book.pages, None):
        if page and page.painted.blank and page.painted.whole:
            run.append(page.number)
            continue
        printer, limit = book.printer, _most_in_a_row(book, at_end=page is None)
        if len(run) > limit:
            first = book.pages[run[0] - 1]
            message = f"pages {run[0]} to {run[-1]} are blank, {len(run)} in a row"
            if printer and (rule := printer.blank_runs):
                message = f"{message}; {printer.label} takes no more than {limit}"
                yield book.rule_finding("P032", rule, message, first)
            else:
                yield book.finding("P032", message, first, severity=Severity.WARNING)
        run = []


def _most_in_a_row(book: PdfDocument, *, at_end: bool) -> int:
    """A blank leaf may be meant; a printer's rules may ask for more, or say how many."""
    printer = book.printer
    if not printer:
        return 2
    if printer.blank_runs:
        return printer.blank_runs.value.end if at_end else printer.blank_runs.value.within
    multiple = printer.page_multiple.value if printer.page_multiple else 2
    return max(2, multiple)


def wanted_bleed(book: PdfDocument, page: PdfPage) -> tuple[float, float, float, float] | None:
    """Return the bleed that the printer asks for on this page, left, bottom, right, top, in mm."""
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
    """Return the area that type must keep to on this page, in points."""
    printer = book.printer
    if not printer or not printer.safe or book.is_cover:
        return None
    safe = printer.safe.value
    inner = checks.gutter(printer, len(book.pages))
    edges = Edges(safe.top, safe.outer, safe.bottom, inner)
    return page.trim.grown(*(-side * PT_PER_MM for side in _sides(book, page, edges)))


def check_boxes(book: PdfDocument) -> Iterator[Finding]:
    """Check every page's boxes against each other, the first page's, and the printer's."""
    yield from _trimless(book)
    yield from _sizes(book)
    for page in book.pages:
        yield from _check_nesting(book, page)
        yield from _odd(book, page)
        if page.trimmed:
            yield from _bleed(book, page)
            yield from _slug(book, page)


def _trimless(book: PdfDocument) -> Iterator[Finding]:
    without = [page.number for page in book.pages if not page.trimmed]
    if without and book.for_press:
        message = f"{_list_pages(without)} {'has' if len(without) == 1 else 'have'} no TrimBox"
        yield book.finding("P020", message)


def _list_pages(numbers: list[int]) -> str:
    """Return which pages: “page 3”, “pages 3, 5 and 12 others”."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) <= 4:
        return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"pages {', '.join(map(str, numbers[:3]))} and {len(numbers) - 3} others"


def _sizes(book: PdfDocument) -> Iterator[Finding]:
    """Check that all pages have one trim size, and that the printer offers it."""
    trimmed = [page for page in book.pages if page.trimmed] or list(book.pages)
    if not trimmed:
        return
    number, first = trimmed[0].number, trimmed[0].trim
    for page in trimmed[1:]:
        off = max(abs(page.trim.width - first.width), abs(page.trim.height - first.height))
        if off > _CLOSE_PT:
            message = f"it is {_measures(page.trim)}, and page {number} is {_measures(first)}"
            severity = Severity.ERROR if book.printer else Severity.WARNING
            yield book.finding("P021", message, page, severity=severity)
    printer = book.printer
    if printer and not book.is_cover:
        size = Size(mm(first.width), mm(first.height))
        for finding in checks.check_order(
            printer, Trim("", size), len(book.pages), own_profile=True
        ):
            if finding.code == "R001":
                yield replace(finding, where=book.subject.called)


def _measures(area: PageArea) -> str:
    return f"{mm(area.width):.1f} × {mm(area.height):.1f} mm"


def _check_nesting(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Trim inside bleed inside paper; and no box without an inside."""
    pairs = (
        ("TrimBox", page.trim, "BleedBox", page.bleed),
        ("BleedBox", page.bleed, "MediaBox", page.media),
        ("CropBox", page.crop, "MediaBox", page.media),
    )
    if page.media.empty or page.trim.empty:
        yield book.finding("P023", "one of its boxes has no inside", page)
        return
    if book.claims.standard and page.trimmed and cos.get(page.dictionary, "/ArtBox") is not None:
        message = f"it has a TrimBox and an ArtBox, of which {book.claims.press} allows one"
        yield book.finding("P023", message, page)
    for inner, box, outer, around in pairs:
        if not around.holds(box, _CLOSE_PT):
            yield book.finding("P023", f"its {inner} reaches out of its {outer}", page)
            return


def _odd(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    if page.rotation:
        yield book.finding("P024", f"it is turned by {page.rotation:.0f}° when it is shown", page)
    if page.unit != 1:
        yield book.finding("P024", f"its unit is {page.unit:g} times the usual", page)
    cropped = page.crop != page.media and not page.crop.holds(page.bleed, _CLOSE_PT)
    if cropped and page.trimmed:
        yield book.finding("P025", "its CropBox is smaller than its bleed", page)


def _bleed(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Check each edge's bleed against what the printer asks for."""
    required, printer = wanted_bleed(book, page), book.printer
    if required is None or printer is None or printer.bleed is None:
        return
    actual = map(mm, page.bleed.beyond(page.trim))
    wrong = [
        f"{edge} {has:.2f} mm in place of {asks:.2f}"
        for edge, has, asks in zip(EDGES, actual, required, strict=True)
        if abs(has - asks) > _CLOSE_MM
    ]
    if wrong:
        message = f"its bleed is not what {printer.label} asks for: {', '.join(wrong)}"
        rule = printer.cover_bleed if book.is_cover and printer.cover_bleed else printer.bleed
        yield book.rule_finding("P022", rule, message, page)


def _slug(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Search for paper outside the bleed, where marks would stand."""
    printer = book.printer
    if not printer or not printer.marks:
        return
    outside = not page.bleed.holds(page.media, _CLOSE_PT)
    if outside and printer.marks.value is Wanted.FORBIDDEN:
        message = "there is paper outside its bleed, where no marks may stand"
        yield book.rule_finding("P026", printer.marks, message, page)
    if not outside and printer.marks.value is Wanted.WANTED:
        message = "it has no room outside its bleed for the marks that are asked for"
        yield book.rule_finding("P027", printer.marks, message, page)
