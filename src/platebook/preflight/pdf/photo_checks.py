"""Checks photographs where they are placed: pixels to the inch, shape, reaching the cut."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from platebook import printers
from platebook.errors import Finding, Severity
from platebook.geometry import MM_PER_INCH, PT_PER_MM
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import jpeg_grade
from platebook.preflight.pdf.page_checks import wanted_bleed
from platebook.preflight.pdf.page_geometry import EDGES, PageArea, mm

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


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look at every photograph on every page."""
    graded: dict[object, int] = {}
    for page in book.pages:
        for picture in page.painted.pictures:
            small = min(picture.seen.width, picture.seen.height) < _SMALL_PT
            if min(picture.pixels) >= _FEW_PX and not small:
                yield from _resolved(book, page, picture)
                yield from _distorted(book, page, picture)
                yield from _coarse(book, page, picture, graded)
        if page.trimmed:
            yield from _reaching(book, page)
            yield from _unbled(book, page)


def ppi(picture: PlacedImage) -> tuple[float, float]:
    """Return the pixels to the printed inch, across and down."""
    a, b, c, d, _, _ = picture.matrix
    across, down = hypot(a, b), hypot(c, d)
    if not across or not down:
        return 0.0, 0.0
    width, height = picture.pixels
    return width * _PT_PER_INCH / across, height * _PT_PER_INCH / down


def _resolved(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Hold a photograph against the printer's range, and against what the printer calls best.

    A file without a printer that is made to be read on screens is not printed.
    """
    has, printer = min(ppi(picture)), book.printer
    asks = printer.ppi.value if printer and printer.ppi else None
    message = f"a photograph has {has:.0f} ppi at its printed size"
    if not has:
        return
    if not printer or not asks:
        for_screens = not printer and (book.claims.accessible or book.claims.archive)
        if has < _SOFT_PPI and not for_screens:
            yield book.finding("P060", message, page)
        return
    rounded = has / _ENOUGH if asks.least and has < asks.least else has
    rounded = has / _TOO_MUCH if asks.most and has > asks.most else rounded
    if found := printers.judge_ppi(printer, book.subject.page(page.number), rounded):
        yield found
    elif asks.ideal and has < asks.ideal * _ENOUGH:
        message = f"{message}; {printer.label} asks for {asks.ideal:.0f}"
        yield book.finding("P060", message, page)


def _distorted(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Find what is stretched, or mirrored: what is only turned keeps the sign of its area."""
    across, down = ppi(picture)
    if across and down and abs(across / down - 1) > _STRETCHED + 2 / min(picture.pixels):
        wide = 100 * (down / across - 1)
        how = f"{wide:.0f} % too wide" if wide > 0 else f"{-wide:.0f} % too narrow"
        yield book.finding("P061", f"a photograph is stretched: it is {how}", page)
    if picture.signed_size < 0:
        yield book.finding("P069", f"a photograph is mirrored, {page.spot(picture.seen)}", page)


def _coarse(
    book: PdfDocument, page: PdfPage, picture: PlacedImage, graded: dict[object, int]
) -> Iterator[Finding]:
    """Find JPEGs that are packed so tightly that their blocks are seen in print."""
    if not book.for_press:
        return
    key = cos.key_of(picture.stream)
    grade = graded[key] if key in graded else jpeg_grade(picture.stream)
    if key:
        graded[key] = grade
    if 0 < grade < _COARSE:
        message = f"a photograph's JPEG is packed at about {grade} of 100: its blocks are seen"
        yield book.finding("P068", message, page)


def _reaching(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what ends at the cut, or just before or behind it, where it should reach the bleed."""
    goal = _goal(book, page)
    # What reaches over no edge needs no bleed.
    found: dict[str, tuple[float, str]] = {}
    for seen, what in _large(page):
        for edge, short in zip(EDGES, _short(seen, page.trim, goal), strict=True):
            if short > _CLOSE_PT and short > found.get(edge, (0.0, ""))[0]:
                found[edge] = short, what
    # What is laid over something that reaches the bleed shows no paper.
    covered = {edge for edge in found if _covered(page, goal, edge)}
    if short_of := {edge: distance for edge, distance in found.items() if edge not in covered}:
        points, what = max(short_of.values())
        edges = ", ".join(short_of)
        message = f"{what} ends {mm(points):.1f} mm before the edge of the bleed ({edges})"
        grave = Severity.ERROR if book.printer or page.bled else Severity.WARNING
        yield book.finding("P062", message, page, severity=grave)


def _unbled(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what reaches the cut of a file for press that has no bleed there."""
    if book.printer or not book.claims.standard:
        return
    trim, room = page.trim, page.bleed.beyond(page.trim)
    at = {
        edge
        for seen, _ in _large(page)
        for edge, has, over, short in zip(
            EDGES, room, seen.beyond(trim), _short(seen, trim, trim), strict=True
        )
        if has < _NEAR_PT and (abs(over) <= _NEAR_PT or not trim.holds(seen)) and short <= _CLOSE_PT
    }
    # Some printers want none where the book is bound.
    at.discard("left" if book.binds_left(page) else "right")
    if at:
        edges = ", ".join(edge for edge in EDGES if edge in at)
        message = f"what reaches the cut has no bleed beyond it ({edges})"
        fix = "Let it run 3 mm over the cut, and give the page that bleed."
        yield book.finding("P022", message, page, fix=fix, severity=Severity.WARNING)


def _goal(book: PdfDocument, page: PdfPage) -> PageArea:
    """Return how far a picture must reach: the printer's bleed, or the file's own."""
    wanted, trim = wanted_bleed(book, page), page.trim
    if wanted is None:
        return page.bleed
    return trim.grown(*(each * PT_PER_MM for each in wanted))


def _large(page: PdfPage) -> Iterator[tuple[PageArea, str]]:
    """Yield what covers enough of a page to be seen at its edge."""
    for picture in page.painted.pictures:
        if min(picture.seen.width, picture.seen.height) >= _SMALL_PT:
            yield picture.seen, "a photograph"
    for shape in page.painted.shapes:
        large = min(shape.area.width, shape.area.height) >= _SMALL_PT
        if large and not shape.line and not shape.paint.white:
            yield shape.area, "a coloured area"


def _short(seen: PageArea, trim: PageArea, goal: PageArea) -> Iterator[float]:
    """Yield by how many points it falls short at each edge that it was meant to reach; else 0."""
    for short, over in zip(goal.beyond(seen), seen.beyond(trim), strict=True):
        yield short if over > -_NEAR_PT else 0.0


def _covered(page: PdfPage, goal: PageArea, edge: str) -> bool:
    """Return whether something else reaches the bleed along the whole of this edge."""
    at = EDGES.index(edge)
    for seen, _ in _large(page):
        reach = goal.beyond(seen)
        across = (reach[(at + 1) % 4], reach[(at + 3) % 4])
        if reach[at] <= _CLOSE_PT and max(across) <= _NEAR_PT:
            return True
    return False
