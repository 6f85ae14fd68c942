"""Checks how much ink there is: every pixel of pictures in four inks, every plain colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.pdf.book import Book, Page
from platebook.preflight.pdf.colours import Family
from platebook.preflight.pdf.marks import Placed
from platebook.preflight.pdf.objects import ODD, get, key_of, name, number, numbers, several
from platebook.preflight.pdf.plane import Area, laid, moved, spot, undone
from platebook.preflight.pdf.rules import asked, label
from platebook.printers.model import Printer, Rule

#: A limit is met when rounding of eight-bit values alone exceeds it: two steps of 255, in per cent.
_ROUNDING = 0.8
#: Pictures of more pixels are not weighed: they would not fit into the memory there is.
MOST_PIXELS = 60_000_000
_INVERTED = (1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0)
_STRAIGHT = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
_CHANNELS = 4


@dataclass(frozen=True, slots=True)
class Heavy:
    """The most ink on a page, in per cent of one ink, what has it, and where, in points."""

    per_cent: float
    what: str
    x: float
    y: float


def check(book: Book) -> Iterator[Finding]:
    """Hold every page to the printer's ink limit."""
    printer = book.printer
    if not printer or not printer.ink_limit:
        return
    rule, known = printer.ink_limit, dict[object, tuple[float, tuple[int, int]] | None]()
    for page in book.pages:
        worst, unknown = _worst(page, known)
        if unknown:
            message = f"the ink of {unknown} of its pictures could not be measured"
            yield codes.finding("X005", book.subject.page(page.number), message)
        if worst and worst.per_cent > rule.value + _ROUNDING:
            yield _told(book, page, printer, rule, worst)


def _told(book: Book, page: Page, printer: Printer, rule: Rule[int], worst: Heavy) -> Finding:
    where = spot(page.trim, worst.x, worst.y)
    message = f"{worst.what} has {worst.per_cent:.0f} % of ink {where}"
    return asked(book, "P054", rule, f"{message}; {label(printer)} allows {rule.value} %", page)


def _worst(
    page: Page, known: dict[object, tuple[float, tuple[int, int]] | None]
) -> tuple[Heavy | None, int]:
    """Give the most ink on a page, and how many pictures could not be weighed."""
    found = list(_plain(page))
    unknown = 0
    for picture in page.painted.pictures:
        if picture.space and picture.space.family is Family.CMYK:
            heavy = _weighed(picture, known)
            unknown += heavy is None
            found += [heavy] if heavy else []
    return max(found, key=lambda heavy: heavy.per_cent, default=None), unknown


def _plain(page: Page) -> Iterator[Heavy]:
    """Give the ink of type and shapes, which is that of their colour."""
    for run in page.painted.types:
        yield Heavy(run.paint.coverage, "type", run.area.left, run.area.top)
    for shape in page.painted.shapes:
        if not shape.area.empty:
            yield Heavy(shape.paint.coverage, "a shape", shape.area.left, shape.area.top)


def _weighed(
    picture: Placed, known: dict[object, tuple[float, tuple[int, int]] | None]
) -> Heavy | None:
    """Find the heaviest pixel that is seen; None where it cannot be found."""
    window = _window(picture)
    key = (key_of(picture.stream), window)
    if key[0] is None or key not in known:
        known[key] = _decoded(picture, window)
    if (told := known[key]) is None:
        return None
    per_cent, (x, y) = told
    width, height = picture.pixels
    place = moved(picture.matrix, (x + 0.5) / width, 1 - (y + 0.5) / height)
    return Heavy(per_cent, "a photograph", *place)


def _window(picture: Placed) -> tuple[int, int, int, int]:
    """Give the pixels that are not clipped away: left, top, right, bottom."""
    width, height = picture.pixels
    back = undone(picture.matrix)
    if back is None:
        return 0, 0, width, height
    seen = laid(back, picture.seen).meet(Area(0, 0, 1, 1))
    left, right = int(seen.left * width), -int(-seen.right * width // 1)
    top, bottom = int((1 - seen.top) * height), -int(-(1 - seen.bottom) * height // 1)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _decoded(
    picture: Placed, window: tuple[int, int, int, int]
) -> tuple[float, tuple[int, int]] | None:
    """Decode a picture and find its heaviest pixel in the window; None where that cannot be."""
    from platebook.plates import weighing

    width, height = picture.pixels
    stream = picture.stream
    decode = numbers(get(stream, "/Decode")) or _STRAIGHT
    if width * height > MOST_PIXELS or decode not in (_STRAIGHT, _INVERTED):
        return None
    if picture.space is None or picture.space.indexed or number(get(stream, "/SMaskInData")):
        return None
    inverted = decode == _INVERTED
    try:
        if _filter(stream) == "/DCTDecode":
            jpeg = bytes(stream.read_raw_bytes())
            return weighing.heaviest_of_jpeg(jpeg, window, inverted=inverted)
        if number(get(stream, "/BitsPerComponent")) != 8 or _filter(stream) == "/JPXDecode":
            return None
        rows = bytes(stream.read_bytes())
    except ODD:
        return None
    if len(rows) < width * height * _CHANNELS:
        return None
    return weighing.heaviest_of_rows(rows, (width, height), window, inverted=inverted)


def _filter(stream: object) -> str:
    """Give the only filter, or the last of several."""
    told = get(stream, "/Filter")
    listed = [name(each) for each in several(told)]
    return listed[-1] if listed else name(told)
