"""Checks in which colours everything is, what shines through or overprints, and the ink."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import (
    PAGE_GROUP,
    ColourFamily,
    Paint,
    PaintedText,
    PlacedImage,
    Shape,
    Space,
)
from platebook.preflight.pdf.cos import ODD, StreamTooLargeError
from platebook.preflight.pdf.document import MOST_PROFILE, PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import Scales
from platebook.preflight.pdf.page_geometry import spot, transform_point
from platebook.preflight.pdf.standard_checks import forbidding_rule
from platebook.printers.printer import Black, Colour, Forbidden, Standard, Wanted

#: Type this large, in points, may be of several inks: what does not fit exactly is not seen.
_LARGE_PT = 24.0
#: Type that reflects less than the first share of light is black to the eye, less than the second
#: gray, if its colours differ by less than the third.
_BLACK, _GRAY, _NEUTRAL = 0.25, 0.7, 0.12
#: Shares of an ink: what is no rounding, and what is enough to be seen beside its letters.
_TRACE, _TINT = 0.01, 0.1
_PRESSES = {
    ColourFamily.CMYK: "the four inks",
    ColourFamily.GRAY: "black ink",
    ColourFamily.RGB: "the RGB of its output intent",
}
_COLOURFUL = (ColourFamily.RGB, ColourFamily.LAB)
#: What a claim forbids, by the colours of its output intent: the numbers of another device, which
#: say nothing without a profile (ISO 15930-7, 6.2.4). Colours by a profile are allowed.
_FORBIDDEN: dict[ColourFamily | None, Callable[[Space], bool]] = {
    ColourFamily.CMYK: lambda space: space.depends_on(ColourFamily.RGB),
    ColourFamily.GRAY: lambda space: (
        space.depends_on(ColourFamily.RGB) or space.depends_on(ColourFamily.CMYK)
    ),
    ColourFamily.RGB: lambda space: space.depends_on(ColourFamily.CMYK),
}
#: Type of fewer points, and lines of fewer, are too fine for plates that shift. Those who ask for
#: overprint ask for it of these (GWG 2015, 4.10 and 4.12); larger type may do either.
_FINE_TYPE_PT, _FINE_LINE_PT = 12.0, 2.0
_SOLID = 0.999
#: Ink in per cent of one ink, what has it, and where, in points.
_InkedSpot = tuple[float, str, tuple[float, float]]
#: A limit is met when rounding of eight-bit values alone exceeds it: two steps of 255, in per cent.
_ROUNDING = 0.8
#: Per cent of ink, all four together, where nothing says how much: coated paper on a sheetfed
#: press, with some goodwill.
_USUAL_LIMIT = 340
#: The same by registered condition (color.org's registry), as their profiles were made or their
#: publishers advise; restated, since the standards themselves are sold.
_LIMITS = (
    (r"FOGRA(27|39)", 330),
    (r"FOGRA(28|29|30|43|44|45|46|47|48|51|52|53|57|58|59)", 300),
    (r"FOGRA(40|54|55)", 270),
    (r"FOGRA41", 280),
    (r"(FOGRA(42|49|50)|IFRA(22|26|30))", 240),
    (r"CGATS ?TR ?00(1|3|5)", 300),
    (r"CGATS ?TR ?006", 340),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC1", 240),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(2|3)", 280),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(4|5)", 300),
    (r"CGATS ?21[-_ ]?(2[-_ ])?CRPC(6|7)", 320),
    (r"JC2001\d\d|JC2011\d\d", 350),
)


def check(book: PdfDocument) -> Iterator[Finding]:
    """Check every colour on every page."""
    for page in book.pages:
        if presses(book):
            yield from _unprintable(book, page, _is_colourful)
        elif (kind := book.inks) in _FORBIDDEN:
            yield from _unprintable(book, page, _FORBIDDEN[kind])
        if presses(book) or book.inks is ColourFamily.CMYK:
            yield from _rich_black(book, page)
            yield from _find_vanishing(book, page)
        yield from _spots(book, page)
        yield from _profiles(book, page)
        yield from _transparent(book, page)
        if wants(book, Colour.SRGB):
            yield from _find_inked(book, page)


def _is_colourful(space: Space) -> bool:
    """Return whether colours are for screens: with a profile or not, in none of the inks."""
    return space.family in _COLOURFUL or (space.base is not None and _is_colourful(space.base))


def wants(book: PdfDocument, colour: Colour) -> bool:
    """Return whether the printer asks for these colours."""
    rule = book.printer.colour if book.printer else None
    return rule is not None and rule.value is colour


def presses(book: PdfDocument) -> bool:
    """Return whether a file is for four inks: by its printer, or by the standard it claims."""
    return wants(book, Colour.CMYK) or book.claims.standard is Standard.X1A


def _severity(book: PdfDocument) -> Severity:
    """What the file's own standard forbids is an error; else it is as grave as the printer says."""
    if book.claims.standard or not book.printer or not book.printer.colour:
        return Severity.ERROR
    return book.printer.colour.severity


def _unprintable(
    book: PdfDocument, page: PdfPage, forbidden: Callable[[Space], bool]
) -> Iterator[Finding]:
    """Find pictures, type and shapes whose colours are not those of the press."""
    severity, press = _severity(book), _PRESSES[book.inks or ColourFamily.CMYK]
    for picture in page.painted.pictures:
        if picture.space and forbidden(picture.space):
            kind = _space_name(picture.space)
            message = f"a picture is in {kind}, not in {press}, {page.spot(picture.visible_area)}"
            yield book.finding("P050", message, page, severity=severity)
    if first := _first(page, lambda paint: forbidden(paint.space)):
        what, paint, place = first
        message = f"{what} is in {_space_name(paint.space)}, not in {press}, {place}"
        yield book.finding("P051", message, page, severity=severity)
    for space in page.painted.groups:
        if forbidden(space):
            message = f"what is transparent is blended in {_space_name(space)}"
            yield book.finding("P058", message, page, severity=severity)


def _space_name(space: Space) -> str:
    return str(space.family if space.base is None else space.base.family)


def _first(page: PdfPage, matches: Callable[[Paint], bool]) -> tuple[str, Paint, str] | None:
    """Find the first type or shape whose colour is so; what it is, its colour and its place."""
    for run in page.painted.types:
        if matches(run.paint):
            return "type", run.paint, page.spot(run.area)
    for shape in page.painted.shapes:
        if matches(shape.paint) and not shape.area.empty:
            return ("a line" if shape.line else "a shape"), shape.paint, page.spot(shape.area)
    for stray in page.painted.strays:
        if matches(stray):
            return "a pattern", stray, "wherever it is"
    return None


def _rich_black(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find small black or gray type of more than one ink."""
    rich = [run for run in page.painted.types if run.size < _LARGE_PT and _is_rich(run.paint)]
    rich = [run for run in rich if not run.area.meet(page.bleed).empty]
    if rich:
        inks = "/".join(f"{100 * ink:.0f}" for ink in rich[0].paint.inks or ())
        inks = f"{inks} %" if inks else "out of RGB"
        message = f"black type is of several inks ({inks}), {page.spot(rich[0].area)}"
        required = book.printer.colour if book.printer else None
        severity = required.severity if required else Severity.WARNING
        yield book.finding("P052", message, page, severity=severity)


def _is_rich(paint: Paint) -> bool:
    """Return whether a colour is black, or a neutral gray, to the eye and not of black ink alone.

    Inks are taken for light without a profile, each by what it leaves: close enough for black.
    """
    inks, family = paint.inks, paint.space.family
    if family is ColourFamily.RGB and paint.space.calibrated and len(paint.values) == len("rgb"):
        return max(paint.values) < _BLACK
    if inks is None or family is ColourFamily.GRAY:
        return False
    light = [(1 - ink) * (1 - inks[3]) for ink in inks[:3]]
    if max(light) < _BLACK:
        return sum(inks[:3]) > _TRACE
    neutral = max(light) - min(light) < _NEUTRAL and max(light) < _GRAY
    return neutral and min(inks[:3]) >= _TINT


def _find_vanishing(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find white that overprints: ink of nothing over what lies below leaves that (8.6.7)."""
    marks: Iterable[PaintedText | Shape] = (*page.painted.types, *page.painted.shapes)
    for mark in marks:
        cmyk = mark.paint.space.family is ColourFamily.CMYK
        if mark.overprints and mark.paint.white and cmyk and not mark.area.empty:
            message = f"something white overprints, and will not be seen, {page.spot(mark.area)}"
            yield book.finding("P056", message, page)
            return


def _spaces(page: PdfPage) -> Iterator[Space]:
    """Yield every colour space that is used on a page."""
    marks = page.painted
    yield from (picture.space for picture in marks.pictures if picture.space)
    yield from (run.paint.space for run in marks.types)
    yield from (shape.paint.space for shape in marks.shapes if not shape.area.empty)
    yield from (stray.space for stray in marks.strays)


def _spots(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    spots = dict.fromkeys(spot for space in _spaces(page) for spot in space.spots)
    if not spots:
        return
    message = f"it needs inks beside the four: {', '.join(spots)}"
    if rule := forbidding_rule(book, Forbidden.SPOT_COLOURS):
        yield book.rule_finding("P053", rule, message, page)
    elif presses(book) or book.inks is ColourFamily.CMYK:
        yield book.finding("P053", message, page, severity=Severity.WARNING)


def _profiles(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find colours with a profile of their own, where one for the whole file is wanted, or none."""
    calibrated = [space for space in _spaces(page) if space.calibrated]
    if calibrated and book.claims.standard is Standard.X1A:
        message = f"it has colours by a profile, which {book.claims.press} forbids"
        yield book.finding("P055", message, page, severity=Severity.ERROR)
        return
    printer = book.printer
    pictures = [picture for picture in page.painted.pictures if picture.space and picture.space.icc]
    if not printer or not pictures:
        return
    images, forbidden = printer.images_icc, forbidding_rule(book, Forbidden.ICC)
    message = f"a picture carries a colour profile, {page.spot(pictures[0].visible_area)}"
    if images and images.value is Wanted.FORBIDDEN:
        yield book.rule_finding("P055", images, message, page)
    elif forbidden:
        yield book.rule_finding("P055", forbidden, message, page)


def _transparent(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    blends = list(page.painted.blends)
    if blends and book.claims.standard in (Standard.X1A, Standard.X3):
        message = f"{book.claims.press} forbids what it has: {', '.join(blends)}"
        yield book.finding("P057", message, page, severity=Severity.ERROR)
        return
    # A page that blends as a whole with nothing but paper looks the same without.
    blends = [blend for blend in blends if blend != PAGE_GROUP]
    rule = forbidding_rule(book, Forbidden.TRANSPARENCY)
    if blends and rule:
        message = f"something on it is transparent: {', '.join(blends)}"
        yield book.rule_finding("P057", rule, message, page)


def _find_inked(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find pictures in four inks where the printer wants to make the inks itself."""
    printer = book.printer
    spaces = (picture.space for picture in page.painted.pictures if picture.space)
    inked = any(space.family is ColourFamily.CMYK for space in spaces)
    if inked and printer and printer.colour:
        message = f"a picture is in four inks; {printer.label} asks for sRGB"
        yield book.rule_finding("P059", printer.colour, message, page)


def check_overprint(book: PdfDocument) -> Iterator[Finding]:
    """Check that solid black type and rules overprint or not, as asked; report it once a file."""
    rule = book.printer.black if book.printer else None
    if not book.printer or not rule or not presses(book):
        return
    overprints = rule.value is Black.OVERPRINT
    marks = ((page, next(_wrong(page, overprint=overprints), None)) for page in book.pages)
    wrong = [(page, mark) for page, mark in marks if mark is not None]
    if not wrong:
        return
    page, first = wrong[0]
    what = "black type" if isinstance(first, PaintedText) else "a black rule"
    does, should = ("knocks out", "overprints") if overprints else ("overprints", "knocks out")
    place = page.spot(first.area)
    more = f", and so on {len(wrong) - 1} more pages" if len(wrong) > 1 else ""
    message = f"{what} {does}, {place}{more}; for {book.printer.label} it {should}"
    yield book.rule_finding("P063", rule, message, page)


def _wrong(page: PdfPage, *, overprint: bool) -> Iterator[PaintedText | Shape]:
    """Yield what is solid black and does not do what is asked for."""
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
    """Return whether the inks below are left: a gray takes them away whatever is set (8.6.7)."""
    return mark.overprints and mark.paint.space.family in (ColourFamily.CMYK, ColourFamily.INKS)


def check_ink(book: PdfDocument) -> Iterator[Finding]:
    """Check each page's ink against the printer's limit, or that of the condition it claims."""
    printer = book.printer
    rule = printer.ink_limit if printer else None
    claim = None
    if not rule and book.inks is ColourFamily.CMYK:
        claim = _ink_limit(book)
    limit = rule.value if rule else claim[0] if claim else 0
    if not limit:
        return
    profile = book.press_profile()
    for page in book.pages:
        findings, unknown = list(_plain_inks(page)), 0
        for picture in page.painted.pictures:
            if picture.space and picture.space.family is ColourFamily.CMYK:
                inked = _most_inked_spot(picture, book.scales, profile)
                unknown += inked is None
                findings += [inked] if inked else []
        if unknown:
            message = f"the ink of {unknown} of its pictures could not be measured"
            yield book.finding("X005", message, page)
        worst, what, place = max(
            findings, key=lambda inked: inked[0], default=(0.0, "", (0.0, 0.0))
        )
        if worst <= limit + _ROUNDING:
            continue
        message = f"{what} has {worst:.0f} % of ink {spot(page.trim, *place)}"
        if printer and rule:
            message = f"{message}; {printer.label} allows {rule.value} %"
            yield book.rule_finding("P054", rule, message, page)
        elif claim:
            message = f"{message}; {claim[1]}"
            yield book.finding("P054", message, page, severity=Severity.WARNING)


def _ink_limit(book: PdfDocument) -> tuple[float, str]:
    """Return the most ink, in per cent, that the claimed condition takes, and who says so."""
    condition = book.condition
    for pattern, limit in _LIMITS:
        if re.match(rf"{pattern}(?!\d)", condition, re.IGNORECASE):
            return limit, f"its output intent, {condition}, takes {limit} %"
    from platebook.photos.ink_maxima import most_ink  # imports NumPy

    for profile in book.profiles:
        with suppress(*ODD, StreamTooLargeError):
            if highest := most_ink(cos.unpack(profile, MOST_PROFILE)):
                return highest, f"the profile in its output intent uses {highest:.0f} % at most"
    return _USUAL_LIMIT, f"no paper takes more than {_USUAL_LIMIT} %"


def _plain_inks(page: PdfPage) -> Iterator[_InkedSpot]:
    """Yield the ink of type and shapes, which is that of their colour."""
    marks: Iterable[PaintedText | Shape] = (*page.painted.types, *page.painted.shapes)
    for mark in marks:
        if not mark.area.meet(page.bleed).empty:
            what = "type" if isinstance(mark, PaintedText) else "a shape"
            yield mark.paint.coverage, what, (mark.area.left, mark.area.top)


def _most_inked_spot(
    picture: PlacedImage, scales: Scales, profile: bytes | None
) -> _InkedSpot | None:
    """Find the heaviest pixel that is seen; None where it cannot be found."""
    most_ink = scales.find_most_ink(picture, profile)
    if most_ink is None:
        return None
    per_cent, (x, y) = most_ink
    width, height = picture.pixels
    place = transform_point(picture.matrix, (x + 0.5) / width, 1 - (y + 0.5) / height)
    return per_cent, "a photograph", place
