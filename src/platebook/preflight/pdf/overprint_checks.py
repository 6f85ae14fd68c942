"""Checks what black type and rules do to the colours below them: overprint, or knock out."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding
from platebook.preflight.pdf.colour_checks import presses
from platebook.preflight.pdf.content_stream.colour_spaces import ColourFamily, Paint
from platebook.preflight.pdf.content_stream.marks import PaintedText, Shape
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.page_geometry import spot
from platebook.preflight.pdf.severity import asked, label
from platebook.printers.printer import Black

#: Type of fewer points, and lines of fewer, are too fine for plates that shift. Those who ask for
#: overprint ask for it of these (GWG 2015, 4.10 and 4.12); larger type may do either.
_FINE_TYPE_PT, _FINE_LINE_PT = 12.0, 2.0
_SOLID = 0.999


def check(book: PdfDocument) -> Iterator[Finding]:
    """Hold solid black type and rules to what the printer asks for; tell it once for the file."""
    rule = book.printer.black if book.printer else None
    if not book.printer or not rule or not presses(book):
        return
    wanted = rule.value is Black.OVERPRINT
    wrong = [
        (page, mark)
        for page in book.pages
        if (mark := next(_wrong(page, overprint=wanted), None)) is not None
    ]
    if not wrong:
        return
    page, first = wrong[0]
    what = "black type" if isinstance(first, PaintedText) else "a black rule"
    does, should = ("knocks out", "overprints") if wanted else ("overprints", "knocks out")
    place = spot(page.trim, first.area.left, first.area.top)
    more = f", and so on {len(wrong) - 1} more pages" if len(wrong) > 1 else ""
    message = f"{what} {does}, {place}{more}; for {label(book.printer)} it {should}"
    yield asked(book, "P063", rule, message, page)


def _wrong(page: PdfPage, *, overprint: bool) -> Iterator[PaintedText | Shape]:
    """Give what is solid black and does not do what is asked for."""
    for run in page.painted.types:
        fine = run.size < _FINE_TYPE_PT
        if _is_solid(run.paint) and _leaves(run) != overprint and (fine or not overprint):
            yield run
    for shape in page.painted.shapes:
        fine = 0 < shape.line < _FINE_LINE_PT
        state = not shape.area.empty and (fine or not overprint)
        if state and _is_solid(shape.paint) and _leaves(shape) != overprint:
            yield shape


def _is_solid(paint: Paint) -> bool:
    inks = paint.inks
    return inks is not None and max(inks[:3]) <= 1 - _SOLID and inks[3] >= _SOLID


def _leaves(mark: PaintedText | Shape) -> bool:
    """Tell whether the inks below are left: a gray takes them away whatever is set (8.6.7)."""
    return mark.overprints and mark.paint.space.family in (ColourFamily.CMYK, ColourFamily.INKS)
