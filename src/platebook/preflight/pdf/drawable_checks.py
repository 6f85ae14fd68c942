"""Checks that every picture can be drawn, and that pages have all that they use.

A picture whose dictionary and data do not fit is drawn as noise, cut off, or left out, by each
program in its own way (ISO 32000-2, 8.9.5). What a content stream names must be in its resources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream.colour_spaces import ColourFamily, Space
from platebook.preflight.pdf.content_stream.marks import PlacedImage
from platebook.preflight.pdf.cos import ODD, Thing
from platebook.preflight.pdf.document import PdfDocument, PdfPage
from platebook.preflight.pdf.image_data import Samples, UnseenError, fault_of
from platebook.preflight.pdf.strip_images import tables

#: More pixels than any press can print: a sheet of 1 m × 1 m has 140 million at 300 ppi.
_ABSURD = 1_000_000_000
_BITS = (1, 2, 4, 8, 16)
#: Filters that know the depth of their samples.
_DEEP = ("/JPXDecode", "/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
#: Bytes that a palette may unpack to: 256 colours of as many channels as there may be.
_MOST_PALETTE = 256 * 32
_HEAD = 4096
_MASK = re.compile(rb"/(S?Mask)\s+(\d{1,9})\s+(\d{1,5})\s+R")


def check(book: PdfDocument) -> Iterator[Finding]:
    """Decode every picture once, and find what pages use and have not."""
    known: dict[object, str | UnseenError] = {}
    for page in book.pages:
        for fault in dict.fromkeys(_faults(page, known)):
            if isinstance(fault, UnseenError):
                message = f"whether one of its pictures can be drawn is not known: {fault}"
                yield book.finding("X005", message, page)
            else:
                yield book.finding("P064", f"a picture cannot be drawn: {fault}", page)
        for gap in page.painted.gaps:
            yield book.finding("P065", f"it uses {gap}, which is not in the file", page)
    yield from _undrawn(book)
    yield from _dangling(book)


def _faults(page: PdfPage, known: dict[object, str | UnseenError]) -> Iterator[str | UnseenError]:
    for picture in page.painted.pictures:
        if cos.is_stream(picture.stream):
            key = cos.key_of(picture.stream)
            fault = known[key] if key in known else _fault(picture)
            known |= {key: fault} if key else {}
            if fault:
                yield fault


def _fault(picture: PlacedImage) -> str | UnseenError:
    try:
        return _of_picture(picture.stream, picture.pixels, picture.space) or _of_masks(picture)
    except UnseenError as unseen:
        return unseen
    except ODD as error:
        return f"its data cannot be read ({' '.join(str(error).split())[:100]})"


def _of_masks(picture: PlacedImage) -> str:
    """Look at what says where the picture is seen through (8.9.6, 11.6.5)."""
    for key in ("/SMask", "/Mask"):
        mask = cos.get(picture.stream, key)
        if mask is None or cos.several(mask) or (key == "/SMask" and cos.name(mask) == "/None"):
            continue
        if not cos.is_stream(mask):
            return f"its {key[1:]} is no picture"
        size = int(cos.number(cos.get(mask, "/Width"))), int(cos.number(cos.get(mask, "/Height")))
        stencil = cos.get(mask, "/ImageMask") is True
        if fault := _of_picture(mask, size, None if stencil else Space(ColourFamily.GRAY)):
            return f"of its {key[1:]}, {fault}"
    return ""


def _of_picture(stream: Thing, size: tuple[int, int], space: Space | None) -> str:
    """Hold a picture's dictionary to the standard, and then its data to the dictionary."""
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
    ends, known = len(cos.several(decode)), len(cos.numbers(decode))
    if ends and channels and (ends != 2 * channels or known != ends):
        return f"its Decode has {ends} numbers, and {channels} channels ask for {2 * channels}"
    if fault := _palette(stream, bits) if space and space.indexed else "":
        return fault
    return fault_of(stream, Samples(size, bits, channels))


def _palette(stream: Thing, bits: int) -> str:
    """Look whether a palette has all its colours (8.6.6.3)."""
    colour_space = cos.several(cos.get(stream, "/ColorSpace"))
    if len(colour_space) != 4:
        return ""
    most, table = int(cos.number(colour_space[2])), colour_space[3]
    if not 0 <= most < 1 << max(bits, 8):
        return f"its palette has {most + 1} colours"
    length = len(bytes(table.read_bytes() if cos.is_stream(table) else table)[:_MOST_PALETTE])
    return "" if length > most else f"its palette has {length} bytes for {most + 1} colours"


def _undrawn(book: PdfDocument) -> Iterator[Finding]:
    """Find pages that draw nothing at all, though pictures of their own are among their things."""
    marks = (page.painted for page in book.pages)
    drawn = {cos.key_of(each.stream) for mark in marks for each in (*mark.pictures, *mark.lost)}
    owners: dict[tuple[int, int], tuple[int, PdfPage]] = {}
    for things, pages in _resources(book):
        for _, thing in cos.items(things):
            key = cos.key_of(thing)
            if key and cos.name(cos.get(thing, "/Subtype")) == "/Image":
                owners[key] = owners.get(key, (0, pages[0]))[0] + len(pages), pages[0]
    for key, (count, page) in owners.items():
        if key not in drawn and count == 1 and page.painted.blank and page.painted.whole:
            message = "it draws nothing, though a picture is among what it brings"
            yield book.finding("P064", message, page, severity=Severity.ERROR)


def _resources(book: PdfDocument) -> Iterable[tuple[Thing, list[PdfPage]]]:
    """Return every dictionary of XObjects with its pages; our own books have one for all pages."""
    shared: dict[object, tuple[Thing, list[PdfPage]]] = {}
    for page in book.pages:
        resources = cos.inherited(page.dictionary, "/Resources")
        things = cos.get(resources, "/XObject")
        key = cos.key_of(things) or cos.key_of(resources) or page.number
        shared.setdefault(key, (things, []))[1].append(page)
    return shared.values()


def _dangling(book: PdfDocument) -> Iterator[Finding]:
    """Find pictures whose mask is an object that is not there, which reads as if none was meant."""
    waiting = {
        key: page
        for page in reversed(book.pages)
        for each in page.painted.pictures
        if (key := cos.key_of(each.stream)) and cos.get(each.stream, "/SMask") is None
    }
    try:
        with book.subject.file.open("rb") as file:
            places = tables(file, book.pdf, book.size).places if waiting else {}
            for key, page in waiting.items():
                file.seek(places.get(key[0], book.size))
                head = file.read(_HEAD).partition(b"stream")[0]
                mask = _MASK.search(head)
                if mask and book.pdf.get_object(int(mask[2]), int(mask[3])) is None:
                    message = f"its {mask[1].decode()} is not in the file"
                    yield book.finding("P064", f"a picture cannot be drawn: {message}", page)
    except (*ODD, OSError):
        return
