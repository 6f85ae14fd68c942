"""Checks how much ink there is: every pixel of pictures in four inks, every plain colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.pdf import claimed_standard
from platebook.preflight.pdf.content_stream.colour_spaces import ColourFamily
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.ink_coverage import Scales
from platebook.preflight.pdf.page_geometry import moved, spot
from platebook.preflight.pdf.severity import asked, label, of_page

#: A limit is met when rounding of eight-bit values alone exceeds it: two steps of 255, in per cent.
_ROUNDING = 0.8


@dataclass(frozen=True, slots=True)
class Heavy:
    """The most ink on a page, in per cent of one ink, what has it, and where, in points."""

    per_cent: float
    what: str
    x: float
    y: float


def check(book: PdfDocument) -> Iterator[Finding]:
    """Hold every page to the printer's ink limit, or to that of the condition that it claims."""
    printer = book.printer
    rule = printer.ink_limit if printer else None
    claimed = (
        None
        if rule or claimed_standard.inks(book) is not ColourFamily.CMYK
        else claimed_standard.ink_limit(book)
    )
    limit = rule.value if rule else claimed[0] if claimed else 0
    if not limit:
        return
    profile = claimed_standard.press_profile(book)
    for page in book.pages:
        worst, unknown = _worst(page, book.scales, profile)
        if unknown:
            message = f"the ink of {unknown} of its pictures could not be measured"
            yield codes.finding("X005", book.subject.page(page.number), message)
        if not worst or worst.per_cent <= limit + _ROUNDING:
            continue
        where = spot(page.trim, worst.x, worst.y)
        message = f"{worst.what} has {worst.per_cent:.0f} % of ink {where}"
        if printer and rule:
            message = f"{message}; {label(printer)} allows {rule.value} %"
            yield asked(book, "P054", rule, message, page)
        elif claimed:
            message = f"{message}; {claimed[1]}"
            yield of_page(book, page, "P054", message, severity=Severity.WARNING)


def _worst(page: PdfPage, scales: Scales, profile: bytes | None) -> tuple[Heavy | None, int]:
    """Give the most ink on a page, and how many pictures could not be weighed."""
    found = list(_plain(page))
    unknown = 0
    for picture in page.painted.pictures:
        if picture.space and picture.space.family is ColourFamily.CMYK:
            heavy = _heavy(picture, scales, profile)
            unknown += heavy is None
            found += [heavy] if heavy else []
    return max(found, key=lambda heavy: heavy.per_cent, default=None), unknown


def _plain(page: PdfPage) -> Iterator[Heavy]:
    """Give the ink of type and shapes, which is that of their colour."""
    for run in page.painted.types:
        if not run.area.meet(page.bleed).empty:
            yield Heavy(run.paint.coverage, "type", run.area.left, run.area.top)
    for shape in page.painted.shapes:
        if not shape.area.meet(page.bleed).empty:
            yield Heavy(shape.paint.coverage, "a shape", shape.area.left, shape.area.top)


def _heavy(picture: PlacedImage, scales: Scales, profile: bytes | None) -> Heavy | None:
    """Find the heaviest pixel that is seen; None where it cannot be found."""
    ink = scales.weigh(picture, profile)
    if ink is None:
        return None
    (x, y), (width, height) = ink.at, picture.pixels
    place = moved(picture.matrix, (x + 0.5) / width, 1 - (y + 0.5) / height)
    return Heavy(ink.per_cent, "a photograph", *place)
