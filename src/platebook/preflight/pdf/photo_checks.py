"""Checks photographs where they are placed: pixels to the inch, shape, reaching the cut."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.geometry import MM_PER_INCH, PT_PER_MM
from platebook.preflight.pdf.box_checks import wanted_bleed
from platebook.preflight.pdf.claimed_standard import is_for_press
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import jpeg_grade
from platebook.preflight.pdf.objects import key_of
from platebook.preflight.pdf.page_geometry import PageArea, mm, spot
from platebook.preflight.pdf.severity import label, of_page
from platebook.printers.printer import Ppi, Printer, Rule

_PT_PER_INCH = PT_PER_MM * MM_PER_INCH
#: Below this, and without a printer who says otherwise, a photograph looks soft on paper.
_SOFT_PPI = 150
#: A printer's figure is met when rounding alone keeps it from being.
_ENOUGH, _TOO_MUCH = 0.985, 1.02
#: Width and height may differ in scale by this share: a pixel more or less.
_STRETCHED = 0.02
#: Ornaments, and what is drawn with a pixel or two, are no photographs.
_SMALL_PT, _FEW_PX = 36.0, 16
#: Qualities of libjpeg below which blocks and rims are seen at 300 ppi.
_COARSE = 30
#: Within so many points of the cut, a picture was meant to reach it.
_NEAR_PT, _CLOSE_PT = 2.8, 0.15
_EDGES = ("left", "bottom", "right", "top")


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look at every photograph on every page."""
    graded: dict[tuple[int, int], int] = {}
    for page in book.pages:
        for picture in page.painted.pictures:
            if _photograph(picture):
                yield from _resolved(book, page, picture)
                yield from _stretched(book, page, picture)
                yield from _mirrored(book, page, picture)
                yield from _coarse(book, page, picture, graded)
        if page.trimmed:
            yield from _reaching(book, page)
            yield from _unbled(book, page)


def _photograph(picture: PlacedImage) -> bool:
    enough = min(picture.pixels) >= _FEW_PX
    return enough and min(picture.seen.width, picture.seen.height) >= _SMALL_PT


def ppi(picture: PlacedImage) -> tuple[float, float]:
    """Give the pixels to the printed inch, across and down."""
    a, b, c, d, _, _ = picture.matrix
    across, down = hypot(a, b), hypot(c, d)
    if not across or not down:
        return 0.0, 0.0
    width, height = picture.pixels
    return width * _PT_PER_INCH / across, height * _PT_PER_INCH / down


def _resolved(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    has = min(ppi(picture))
    if not has:
        return
    printer = book.printer
    if printer and printer.ppi:
        yield from _held(book, page, printer, printer.ppi, has)
    elif has < _SOFT_PPI and not _is_for_screens(book):
        message = f"a photograph has {has:.0f} ppi at its printed size"
        yield of_page(book, page, "P060", message)


def _held(
    book: PdfDocument, page: PdfPage, printer: Printer, rule: Rule[Ppi], has: float
) -> Iterator[Finding]:
    """Hold a photograph against the printer's range, and against what the printer calls best."""
    asks = rule.value
    rounded = has / _ENOUGH if asks.least and has < asks.least else has
    rounded = has / _TOO_MUCH if asks.most and has > asks.most else rounded
    if found := printers.judge_ppi(printer, book.subject.page(page.number), rounded):
        yield found
    elif asks.ideal and has < asks.ideal * _ENOUGH:
        message = f"a photograph has {has:.0f} ppi at its printed size"
        message = f"{message}; {label(printer)} asks for {asks.ideal:.0f}"
        yield of_page(book, page, "P060", message)


def _is_for_screens(book: PdfDocument) -> bool:
    """A file without a printer, made to be read on screens, is not printed."""
    return book.printer is None and bool(book.claims.accessible or book.claims.archive)


def _stretched(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    across, down = ppi(picture)
    if across and down and abs(across / down - 1) > _STRETCHED + 2 / min(picture.pixels):
        wide = 100 * (down / across - 1)
        how = f"{wide:.0f} % too wide" if wide > 0 else f"{-wide:.0f} % too narrow"
        yield of_page(book, page, "P061", f"a photograph is stretched: it is {how}")


def _mirrored(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Left is right in it; what is turned, and not mirrored, keeps the sign of its area."""
    a, b, c, d, _, _ = picture.matrix
    if a * d - b * c < 0:
        place = spot(page.trim, picture.seen.left, picture.seen.top)
        yield of_page(book, page, "P069", f"a photograph is mirrored, {place}")


def _coarse(
    book: PdfDocument, page: PdfPage, picture: PlacedImage, graded: dict[tuple[int, int], int]
) -> Iterator[Finding]:
    """Find JPEGs that are packed so tightly that their blocks are seen in print."""
    if not is_for_press(book):
        return
    key = key_of(picture.stream)
    grade = graded[key] if key in graded else jpeg_grade(picture.stream)
    if key:
        graded[key] = grade
    if 0 < grade < _COARSE:
        message = f"a photograph's JPEG is packed at about {grade} of 100: its blocks are seen"
        yield of_page(book, page, "P068", message)


def _reaching(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what ends at the cut, or just before or behind it, where it should reach the bleed."""
    goal = _goal(book, page)
    # What reaches over no edge needs no bleed.
    found: dict[str, tuple[float, str]] = {}
    for seen, what in _large(page):
        for edge, short in zip(_EDGES, _short(seen, page.trim, goal), strict=True):
            if short > _CLOSE_PT and short > found.get(edge, (0.0, ""))[0]:
                found[edge] = short, what
    # What is laid over something that reaches the bleed shows no paper.
    covered = {edge for edge in found if _covered(page, goal, edge)}
    if short_of := {edge: distance for edge, distance in found.items() if edge not in covered}:
        points, what = max(short_of.values())
        edges = ", ".join(short_of)
        message = f"{what} ends {mm(points):.1f} mm before the edge of the bleed ({edges})"
        grave = Severity.ERROR if book.printer or page.bled else Severity.WARNING
        yield of_page(book, page, "P062", message, severity=grave)


def _unbled(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what reaches the cut of a file for press that has no bleed there."""
    if book.printer or not book.claims.standard:
        return
    trim, bleed = page.trim, page.bleed
    room = (
        trim.left - bleed.left,
        trim.bottom - bleed.bottom,
        bleed.right - trim.right,
        bleed.top - trim.top,
    )
    at = {
        edge
        for seen, _ in _large(page)
        for edge, has, reach in zip(_EDGES, room, _short(seen, trim, trim), strict=True)
        if has < _NEAR_PT and _reaches(seen, trim, edge) and reach <= _CLOSE_PT
    }
    # Some printers want none where the book is bound.
    at.discard("left" if book.binds_left(page) else "right")
    if at:
        edges = ", ".join(edge for edge in _EDGES if edge in at)
        message = f"what reaches the cut has no bleed beyond it ({edges})"
        fix = "Let it run 3 mm over the cut, and give the page that bleed."
        yield of_page(book, page, "P022", message, fix, severity=Severity.WARNING)


def _reaches(seen: PageArea, trim: PageArea, edge: str) -> bool:
    index = _EDGES.index(edge)
    return abs(seen.edges()[index] - trim.edges()[index]) <= _NEAR_PT or not trim.holds(seen)


def _goal(book: PdfDocument, page: PdfPage) -> PageArea:
    """Give how far a picture must reach: the printer's bleed, or the file's own."""
    wanted, trim = wanted_bleed(book, page), page.trim
    if wanted is None:
        return page.bleed
    left, bottom, right, top = (each * PT_PER_MM for each in wanted)
    return PageArea(trim.left - left, trim.bottom - bottom, trim.right + right, trim.top + top)


def _large(page: PdfPage) -> Iterator[tuple[PageArea, str]]:
    """Give what covers enough of a page to be seen at its edge."""
    for picture in page.painted.pictures:
        if min(picture.seen.width, picture.seen.height) >= _SMALL_PT:
            yield picture.seen, "a photograph"
    for shape in page.painted.shapes:
        large = min(shape.area.width, shape.area.height) >= _SMALL_PT
        if large and not shape.line and not shape.paint.white:
            yield shape.area, "a coloured area"


def _short(seen: PageArea, trim: PageArea, goal: PageArea) -> tuple[float, float, float, float]:
    """Give by how many points it falls short at each edge that it was meant to reach; else 0."""
    near = _NEAR_PT
    return (
        seen.left - goal.left if seen.left < trim.left + near else 0.0,
        seen.bottom - goal.bottom if seen.bottom < trim.bottom + near else 0.0,
        goal.right - seen.right if seen.right > trim.right - near else 0.0,
        goal.top - seen.top if seen.top > trim.top - near else 0.0,
    )


def _covered(page: PdfPage, goal: PageArea, edge: str) -> bool:
    """Tell whether something else reaches the bleed along the whole of this edge."""
    at = _EDGES.index(edge)
    for seen, _ in _large(page):
        reach = [mine - theirs for mine, theirs in zip(seen.edges(), goal.edges(), strict=True)]
        reach[2], reach[3] = -reach[2], -reach[3]
        across = [short for i, short in enumerate(reach) if i % 2 != at % 2]
        if reach[at] <= _CLOSE_PT and all(short <= _NEAR_PT for short in across):
            return True
    return False
