"""Checks pictures: whether they can be drawn, their pixels, their shape, and their bleed.

A picture whose dictionary and data do not fit is drawn as noise, cut off, or left out, by each
program in its own way (ISO 32000-2, 8.9.5). What a content stream names must be in its resources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import hypot

from platebook.errors import Finding, Severity
from platebook.geometry import MM_PER_INCH, PT_PER_MM
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.marks import ColourFamily, PlacedImage, Space
from platebook.preflight.pdf.cos import ODD, Thing
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import Samples, Scales, UnseenError, fault_of
from platebook.preflight.pdf.page_checks import wanted_bleed
from platebook.preflight.pdf.page_geometry import EDGES, PageArea, mm
from platebook.printers import checks

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
    """Check every photograph on every page."""
    for page in book.pages:
        for picture in page.painted.pictures:
            small = min(picture.visible_area.width, picture.visible_area.height) < _SMALL_PT
            if min(picture.pixels) >= _FEW_PX and not small:
                yield from _check_resolution(book, page, picture)
                yield from _find_distorted(book, page, picture)
                yield from _find_coarse_jpegs(book, page, picture)
        if page.trimmed:
            yield from _find_reaching(book, page)
            yield from _find_unbled(book, page)


def ppi(picture: PlacedImage) -> tuple[float, float]:
    """Return the pixels to the printed inch, across and down."""
    a, b, c, d, _, _ = picture.matrix
    across, down = hypot(a, b), hypot(c, d)
    if not across or not down:
        return 0.0, 0.0
    width, height = picture.pixels
    return width * _PT_PER_INCH / across, height * _PT_PER_INCH / down


def _check_resolution(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Check a photograph's ppi against the printer's range, and what the printer calls best.

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
    resolution = has / _ENOUGH if asks.least and has < asks.least else has
    resolution = has / _TOO_MUCH if asks.most and has > asks.most else resolution
    if finding := checks.check_ppi(printer, book.subject.page(page.number), resolution):
        yield finding
    elif asks.ideal and has < asks.ideal * _ENOUGH:
        message = f"{message}; {printer.label} asks for {asks.ideal:.0f}"
        yield book.finding("P060", message, page)


def _find_distorted(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Find what is stretched, or mirrored: what is only turned keeps the sign of its area."""
    across, down = ppi(picture)
    if across and down and abs(across / down - 1) > _STRETCHED + 2 / min(picture.pixels):
        wide = 100 * (down / across - 1)
        how = f"{wide:.0f} % too wide" if wide > 0 else f"{-wide:.0f} % too narrow"
        yield book.finding("P061", f"a photograph is stretched: it is {how}", page)
    if picture.signed_size < 0:
        yield book.finding(
            "P069", f"a photograph is mirrored, {page.spot(picture.visible_area)}", page
        )


def _find_coarse_jpegs(book: PdfDocument, page: PdfPage, picture: PlacedImage) -> Iterator[Finding]:
    """Find JPEGs that are packed so tightly that their blocks are seen in print."""
    grade = book.scales.jpeg_grade(picture.stream) if book.for_press else 0
    if 0 < grade < _COARSE:
        message = f"a photograph's JPEG is packed at about {grade} of 100: its blocks are seen"
        yield book.finding("P068", message, page)


def _find_reaching(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what ends at the cut, or just before or behind it, where it should reach the bleed."""
    goal = _goal(book, page)
    # What reaches over no edge needs no bleed.
    result: dict[str, tuple[float, str]] = {}
    for area, what in _large(page):
        for edge, short in zip(EDGES, _short(area, page.trim, goal), strict=True):
            if short > _CLOSE_PT and short > result.get(edge, (0.0, ""))[0]:
                result[edge] = short, what
    # What is laid over something that reaches the bleed shows no paper.
    covered = {edge for edge in result if _is_covered(page, goal, edge)}
    if short_of := {edge: distance for edge, distance in result.items() if edge not in covered}:
        points, what = max(short_of.values())
        edges = ", ".join(short_of)
        message = f"{what} ends {mm(points):.1f} mm before the edge of the bleed ({edges})"
        severity = Severity.ERROR if book.printer or page.bled else Severity.WARNING
        yield book.finding("P062", message, page, severity=severity)


def _find_unbled(book: PdfDocument, page: PdfPage) -> Iterator[Finding]:
    """Find what reaches the cut of a file for press that has no bleed there."""
    if book.printer or not book.claims.standard:
        return
    trim, room = page.trim, page.bleed.beyond(page.trim)
    at = {
        edge
        for area, _ in _large(page)
        for edge, has, over, short in zip(
            EDGES, room, area.beyond(trim), _short(area, trim, trim), strict=True
        )
        if has < _NEAR_PT and (abs(over) <= _NEAR_PT or not trim.holds(area)) and short <= _CLOSE_PT
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
    required, trim = wanted_bleed(book, page), page.trim
    if required is None:
        return page.bleed
    return trim.grown(*(edge * PT_PER_MM for edge in required))


def _large(page: PdfPage) -> Iterator[tuple[PageArea, str]]:
    """Yield what covers enough of a page to be seen at its edge."""
    for picture in page.painted.pictures:
        if min(picture.visible_area.width, picture.visible_area.height) >= _SMALL_PT:
            yield picture.visible_area, "a photograph"
    for shape in page.painted.shapes:
        large = min(shape.area.width, shape.area.height) >= _SMALL_PT
        if large and not shape.line and not shape.paint.white:
            yield shape.area, "a coloured area"


def _short(area: PageArea, trim: PageArea, goal: PageArea) -> Iterator[float]:
    """Yield by how many points it falls short at each edge that it was meant to reach; else 0."""
    for short, over in zip(goal.beyond(area), area.beyond(trim), strict=True):
        yield short if over > -_NEAR_PT else 0.0


def _is_covered(page: PdfPage, goal: PageArea, edge: str) -> bool:
    """Return whether something else reaches the bleed along the whole of this edge."""
    at = EDGES.index(edge)
    for area, _ in _large(page):
        reach = goal.beyond(area)
        across = (reach[(at + 1) % 4], reach[(at + 3) % 4])
        if reach[at] <= _CLOSE_PT and max(across) <= _NEAR_PT:
            return True
    return False


#: More pixels than any press can print: a sheet of 1 m × 1 m has 140 million at 300 ppi.
_ABSURD = 1_000_000_000
_BITS = (1, 2, 4, 8, 16)
#: Filters that know the depth of their samples.
_DEEP = ("/JPXDecode", "/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
#: Bytes that a palette may unpack to: 256 colours of as many channels as there may be.
_MOST_PALETTE = 256 * 32
#: Bytes of a picture's dictionary.
_HEAD = 4096
_MASK = re.compile(rb"/(S?Mask)\s+(\d{1,9})\s+(\d{1,5})\s+R\b")


def check_drawable(book: PdfDocument) -> Iterator[Finding]:
    """Decode every picture once, and find what pages use and have not."""
    faults: dict[object, str | UnseenError] = {}
    for page in book.pages:
        for fault in dict.fromkeys(_faults(page, faults, book.scales)):
            if isinstance(fault, UnseenError):
                message = f"whether one of its pictures can be drawn is not known: {fault}"
                yield book.finding("X005", message, page)
            else:
                yield book.finding("P064", f"a picture cannot be drawn: {fault}", page)
        for gap in page.painted.gaps:
            yield book.finding("P065", f"it uses {gap}, which is not in the file", page)
    yield from _undrawn(book)
    yield from _find_dangling(book)


def _faults(
    page: PdfPage, faults: dict[object, str | UnseenError], scales: Scales
) -> Iterator[str | UnseenError]:
    for picture in page.painted.pictures:
        if cos.is_stream(picture.stream):
            key = cos.key_of(picture.stream)
            fault = faults[key] if key in faults else _fault(picture, scales)
            faults |= {key: fault} if key else {}
            if fault:
                yield fault


def _fault(picture: PlacedImage, scales: Scales) -> str | UnseenError:
    try:
        fault = _of_picture(picture.stream, picture.pixels, picture.space, scales)
        return fault or _of_masks(picture, scales)
    except UnseenError as unseen:
        return unseen
    except ODD as error:
        return f"its data cannot be read ({' '.join(str(error).split())[:100]})"


def _of_masks(picture: PlacedImage, scales: Scales) -> str:
    """Check what says where the picture is seen through (8.9.6, 11.6.5)."""
    for key in ("/SMask", "/Mask"):
        mask = cos.get(picture.stream, key)
        if mask is None or cos.several(mask) or (key == "/SMask" and cos.name(mask) == "/None"):
            continue
        if not cos.is_stream(mask):
            return f"its {key[1:]} is no picture"
        size = int(cos.number(cos.get(mask, "/Width"))), int(cos.number(cos.get(mask, "/Height")))
        stencil = cos.get(mask, "/ImageMask") is True
        space = None if stencil else Space(ColourFamily.GRAY)
        if fault := _of_picture(mask, size, space, scales):
            return f"of its {key[1:]}, {fault}"
    return ""


def _of_picture(stream: Thing, size: tuple[int, int], space: Space | None, scales: Scales) -> str:
    """Check a picture's dictionary by the standard, then its data by the dictionary."""
    width, height = size
    if width < 1 or height < 1:
        return f"it says that it is {width:,} × {height:,} px"
    if width * height > _ABSURD:
        return f"it says that it is {width:,} × {height:,} px, more than any press prints"
    last = (cos.filters(stream) or [""])[-1]
    bits = int(cos.number(cos.get(stream, "/BitsPerComponent")))
    if space is None or last in ("/CCITTFaxDecode", "/CCF", "/JBIG2Decode"):
        bits = bits or 1
        if bits != 1:
            return f"it has {bits} bits a channel (BitsPerComponent) where 1 is meant"
    elif last != "/JPXDecode":
        bits = bits or (8 if last in _DEEP else 0)
        if bits not in _BITS or (last in _DEEP and bits != 8):
            return f"it has {bits} bits a channel (BitsPerComponent), which no picture has"
    channels = 1 if space is None or space.indexed else space.channels
    if not channels and last != "/JPXDecode":
        return "its colour space is not in the file"
    decode = cos.get(stream, "/Decode")
    ends, number_count = len(cos.several(decode)), len(cos.numbers(decode))
    if ends and channels and (ends != 2 * channels or number_count != ends):
        return f"its Decode has {ends} numbers, and {channels} channels ask for {2 * channels}"
    if fault := _palette(stream, bits) if space and space.indexed else "":
        return fault
    return fault_of(stream, Samples(size, bits, channels), scales)


def _palette(stream: Thing, bits: int) -> str:
    """Check that a palette has all its colours (8.6.6.3)."""
    colour_space = cos.several(cos.get(stream, "/ColorSpace"))
    if len(colour_space) != 4:
        return ""
    highest, table = int(cos.number(colour_space[2])), colour_space[3]
    if not 0 <= highest < 1 << max(bits, 8):
        return f"its palette has {highest + 1} colours"
    length = len(bytes(table.read_bytes() if cos.is_stream(table) else table)[:_MOST_PALETTE])
    return "" if length > highest else f"its palette has {length} bytes for {highest + 1} colours"


def _undrawn(book: PdfDocument) -> Iterator[Finding]:
    """Find pages that draw nothing at all, though pictures of their own are among their things."""
    marks = (page.painted for page in book.pages)
    drawn_keys = {
        cos.key_of(picture.stream)
        for mark in marks
        for picture in (*mark.pictures, *mark.invisible_pictures)
    }
    owners: dict[tuple[int, int], tuple[int, PdfPage]] = {}
    for things, pages in _resources(book):
        for _, thing in cos.items(things):
            key = cos.key_of(thing)
            if key and cos.name(cos.get(thing, "/Subtype")) == "/Image":
                owners[key] = owners.get(key, (0, pages[0]))[0] + len(pages), pages[0]
    for key, (count, page) in owners.items():
        if key not in drawn_keys and count == 1 and page.painted.blank and page.painted.whole:
            message = "it draws nothing, though a picture is among what it brings"
            yield book.finding("P064", message, page, severity=Severity.ERROR)


def _resources(book: PdfDocument) -> Iterable[tuple[Thing, list[PdfPage]]]:
    """Return every dictionary of XObjects with its pages; our own books have one for all pages."""
    shared: dict[object, tuple[Thing, list[PdfPage]]] = {}
    for page in book.pages:
        resources = cos.inherit(page.dictionary, "/Resources")
        things = cos.get(resources, "/XObject")
        key = cos.key_of(things) or cos.key_of(resources) or page.number
        shared.setdefault(key, (things, []))[1].append(page)
    return shared.values()


def _find_dangling(book: PdfDocument) -> Iterator[Finding]:
    """Find pictures whose mask is an object that is not there, which reads as if none was meant.

    pikepdf leaves out what leads to a missing object: the file itself has the reference.
    """
    waiting = {
        key: page
        for page in reversed(book.pages)
        for picture in page.painted.pictures
        if (key := cos.key_of(picture.stream)) and cos.get(picture.stream, "/SMask") is None
    }
    if not waiting:
        return
    places = book.pdf.get_xref_table()
    with book.subject.file.open("rb") as file:
        for key, page in waiting.items():
            file.seek((key in places and places[key].offset) or 0)
            dictionary = file.read(_HEAD).partition(b"stream")[0]
            for name, *mask in _MASK.findall(dictionary):
                if book.pdf.get_object(*map(int, mask)) is None:
                    fault = f"a picture cannot be drawn: its {name.decode()} is not in the file"
                    yield book.finding("P064", fault, page)
