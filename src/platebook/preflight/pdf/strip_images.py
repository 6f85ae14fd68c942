"""Makes a copy of a large PDF that is the same but for its pictures, of which the beginning stays.

A judge that takes a file into memory whole can then be asked about a book of any size. Everything
else is copied byte by byte, so that what it says of header, objects, streams and trailer is true
of the file itself. Only offsets and lengths are written anew, each where it stood.

pikepdf could copy the file in as little memory (27 MB for a file of 500 MB), but writes header,
cross-reference table and trailer anew: faults in those (ISO 19005-2, 6.1) would no longer be found.

Where offsets stand is read from the bytes: tables (ISO 32000-2, 7.5.4), streams (7.5.8), and tables
that lead to earlier ones (7.5.6). What is not in order raises ``ODD``, and is reported elsewhere.
"""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import BinaryIO

import pikepdf

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import ODD
from platebook.preflight.pdf.document import PdfDocument

#: Bytes that stay of a picture. What PDF/A asks of JPEG 2000 stands in its boxes before the
#: pixels; of all others nothing but their dictionaries is asked.
_BEGINNING, _BOXES = 1024, 65_536
_STORED = 65_535
#: Bytes of a head or a trailer that are read, and tables that may lead to one another.
_HEAD, _MOST_TABLES, _MOST_OBJECTS = 65_536, 100, 1_000_000
#: An entry of a table: offset, generation, in use or free, and its end of line.
_ENTRY = 20
#: Bytes at a file's beginning that say whether it is linearized (Annex F.3.2).
_LINEARIZED_WITHIN = 1024
#: Predictors from here on mark each row with one of PNG's (7.4.4.4).
_PNG = 10
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_PART = re.compile(rb"(\d+)[ ]+(\d+)\s+")
_LINEAR = re.compile(rb"/Linearized\s[^>]*?/L\s+(\d+)")
_EARLIER = re.compile(rb"/(?:Prev|XRefStm)\s+(\d+)")
_OBJECT = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_DATA = re.compile(rb">>\s*stream(?:\r\n|\n)")
_LENGTH = re.compile(rb"/Length\s+(\d+(?:\s+\d+\s+R\b)?)")

#: Bytes from the first number up to the second.
Span = tuple[int, int]
#: Gives where something lies in the copy that lay at an offset of the file.
_Moved = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table that is a stream: its bytes unpacked, and which objects its rows are about.

    ``data`` is where it lies, ``length`` where its length is written. ``widths`` says how many
    bytes of a row its kind has, its offset, and the rest; ``packed`` whether the file has it
    deflated, ``predicted`` whether by differences between rows.
    """

    data: Span
    length: Span
    unpacked: bytes
    keys: tuple[int, ...]
    widths: tuple[int, int, int]
    packed: bool
    predicted: bool

    def placed(self) -> Iterator[tuple[int, Span, int]]:
        """Yield every object that has an offset: where in ``unpacked`` that stands, and what it is.

        The others are free, or lie packed in another.
        """
        kind, wide, _ = self.widths
        for row, key in enumerate(self.keys):
            at = row * sum(self.widths)
            if self.unpacked[at : at + kind] == (1).to_bytes(kind):
                at += kind
                yield key, (at, at + wide), int.from_bytes(self.unpacked[at : at + wide])


@dataclass(slots=True)
class Tables:
    """All that a file says of offsets: in text (where, and which), and in streams.

    ``places`` has the offset of each object by its number.
    """

    said: list[tuple[Span, int]] = field(default_factory=list)
    rows: list[_Rows] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of some bytes: so many others, which may depend on where everything lies."""

    span: Span
    length: int
    made: Callable[[_Moved], bytes]


def thinned(book: PdfDocument, most: int) -> bytes | None:
    """Copy the file without its pictures; None where that is more than ``most`` bytes.

    None too where the file is not in order, since then it is not known where anything lies.
    """
    try:
        with book.subject.file.open("rb") as file:
            return _copied(file, list(_changes(file, book)), book.size, most)
    except (*ODD, struct.error):
        return None


def _copied(file: BinaryIO, changes: list[_Change], size: int, most: int) -> bytes | None:
    changes.sort(key=lambda change: change.span[0])
    if any(one.span[1] > two.span[0] for one, two in pairwise(changes)):
        raise ValueError("its parts overlap")
    ends = [change.span[1] for change in changes]
    more = (change.length - (change.span[1] - change.span[0]) for change in changes)
    grown = list(accumulate(more, initial=0))
    if size + grown[-1] > most:
        return None

    def moved(offset: int) -> int:
        return offset + grown[bisect_right(ends, offset)]

    parts, at = [], 0
    for change in changes:
        parts += [_read(file, at, change.span[0] - at), change.made(moved)]
        at = change.span[1]
    return b"".join([*parts, _read(file, at, size - at)])


def _changes(file: BinaryIO, book: PdfDocument) -> Iterator[_Change]:
    """Yield all that differs in the copy. Raises ``ODD`` where the file is not in order."""
    found = tables(file, book.pdf, book.size)
    for span, value in found.said:
        yield _written(span, value)
    for rows in found.rows:
        yield from _rewritten(rows)
    for thing in book.pdf.objects:
        key = cos.key_of(thing)
        if not cos.is_stream(thing) or cos.name(cos.get(thing, "/Subtype")) != "/Image" or not key:
            continue
        beginning = _BOXES if "/JPXDecode" in cos.filters(thing) else _BEGINNING
        length = int(cos.number(cos.get(thing, "/Length")))
        if length > beginning and key[0] in found.places:
            (start, end), said = _stream(file, found.places[key[0]], key[0], length)
            yield _written(said, beginning, moving=False)
            yield _Change((start + beginning, end), 0, lambda _: b"")


def _written(span: Span, value: int, *, moving: bool = True) -> _Change:
    """Write a number over another, in as many digits, so that nothing moves by it."""
    width = span[1] - span[0]

    def made(moved: _Moved) -> bytes:
        text = f"{moved(value) if moving else value:0{width}d}".encode()
        if len(text) > width:
            raise ValueError("a number does not fit where it stood")
        return text

    return _Change(span, width, made)


def _rewritten(rows: _Rows) -> Iterator[_Change]:
    """Write a table's stream anew: not packed, for then its length is known beforehand."""
    plain = len(rows.unpacked) + (len(rows.keys) if rows.predicted else 0)
    blocks = max(1, -(-plain // _STORED))
    length = plain + 5 * blocks + 6 if rows.packed else plain

    def made(moved: _Moved) -> bytes:
        table = bytearray(rows.unpacked)
        for _, (start, end), offset in rows.placed():
            table[start:end] = moved(offset).to_bytes(end - start)
        if rows.predicted:
            wide = sum(rows.widths)
            starts = range(0, len(table), wide)
            table = bytearray(b"".join(b"\0" + table[at : at + wide] for at in starts))
        return _stored(bytes(table)) if rows.packed else bytes(table)

    yield _Change(rows.length, len(str(length)), lambda _: str(length).encode())
    yield _Change(rows.data, length, made)


def _stored(plain: bytes) -> bytes:
    """Wrap bytes as zlib does, without packing them (RFC 1950, RFC 1951, 3.2.4)."""
    blocks = [plain[at : at + _STORED] for at in range(0, len(plain), _STORED)] or [b""]
    parts = [b"\x78\x01"]
    for number_, block in enumerate(blocks, 1):
        head = struct.pack("<BHH", number_ == len(blocks), len(block), len(block) ^ 0xFFFF)
        parts += [head, block]
    return b"".join([*parts, struct.pack(">I", zlib.adler32(plain))])


def tables(file: BinaryIO, pdf: pikepdf.Pdf, size: int) -> Tables:
    """Read every table of a file of ``size`` bytes, the newest first. Raises ``ODD``."""
    starts = list(_numbers(file, (max(0, size - _HEAD), size), _START))
    if not starts:
        raise ValueError("it does not say where its tables are")
    # How long a file is stands at its head where it is made for reading from a network.
    found = Tables([starts[-1], *_numbers(file, (0, _LINEARIZED_WITHIN), _LINEAR)])
    waiting, seen = [starts[-1][1]], set[int]()
    while waiting:
        at = waiting.pop(0)
        if at in seen or len(seen) == _MOST_TABLES:
            raise ValueError("its tables lead round in a circle")
        seen.add(at)
        is_text = _read(file, at, 4) == b"xref"
        trailer = _table(file, at, size, found) if is_text else _rows(file, pdf, at, found)
        earlier = list(_numbers(file, trailer, _EARLIER))
        found.said += earlier
        waiting += [value for _, value in earlier]
    return found


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _numbers(file: BinaryIO, span: Span, wanted: re.Pattern[bytes]) -> Iterator[tuple[Span, int]]:
    """Yield numbers that are written in a part of the file: where, and which."""
    at, end = span
    for match in wanted.finditer(_read(file, at, end - at)):
        yield (at + match.start(1), at + match.end(1)), int(match[1])


def _stream(file: BinaryIO, at: int, key: int, length: int) -> tuple[Span, Span]:
    """Find the data of a stream of ``length`` bytes, and where its length is written.

    It is the object ``key``, which begins at ``at``.
    """
    head = _read(file, at, _HEAD)
    begun, data = _OBJECT.match(head), _DATA.search(head)
    if not begun or not data or int(begun[1]) != key:
        raise ValueError("an object is not where its table says")
    said = list(_LENGTH.finditer(head, 0, data.start()))
    start = at + data.end()
    ended = _read(file, start + length, 11).lstrip(b"\r\n").startswith(b"endstream")
    if len(said) != 1 or not ended:
        raise ValueError("a stream is not as long as it says")
    return (start, start + length), (at + said[0].start(1), at + said[0].end(1))


def _table(file: BinaryIO, at: int, size: int, found: Tables) -> Span:
    """Read a table in text; give where its trailer is."""
    head = _read(file, at, 16)
    at, count_said = at + len(head) - len(head.removeprefix(b"xref").lstrip()), 0
    while part := _PART.match(_read(file, at, 64)):
        first, count = int(part[1]), int(part[2])
        at += part.end()
        if count * _ENTRY > size - at or count + count_said > _MOST_OBJECTS:
            raise ValueError("a table is longer than the file, or than any book's")
        entries = _read(file, at, count * _ENTRY)
        for index in range(count):
            entry = entries[index * _ENTRY : (index + 1) * _ENTRY]
            if entry[17:18] == b"n":
                found.said.append(((at, at + 10), int(entry[:10])))
                found.places.setdefault(first + index, int(entry[:10]))
                count_said += 1
            at += _ENTRY
    trailer = _read(file, at, _HEAD)
    ended = trailer.find(b"startxref")
    if not trailer.startswith(b"trailer") or ended < 0:
        raise ValueError("a table has no trailer")
    return at, at + ended


def _rows(file: BinaryIO, pdf: pikepdf.Pdf, at: int, found: Tables) -> Span:
    """Read a table that is a stream; give where its dictionary is."""
    begun = _OBJECT.match(_read(file, at, 64))
    if not begun:
        raise ValueError("a table is not where it is said to be")
    xref = pdf.get_object((int(begun[1]), int(begun[2])))
    data, length = _stream(file, at, int(begun[1]), int(cos.number(cos.get(xref, "/Length"))))
    one, two, three = (int(width) for width in cos.numbers(cos.get(xref, "/W")))
    unpacked, packing = bytes(xref.read_bytes()), cos.get(xref, "/Filter")
    predictor = cos.number(cos.get(cos.get(xref, "/DecodeParms"), "/Predictor"))
    if packing not in (None, pikepdf.Name.FlateDecode) or 1 < predictor < _PNG:
        raise ValueError("a table is packed in an unusual way")
    parts = cos.numbers(cos.get(xref, "/Index")) or (0.0, cos.number(cos.get(xref, "/Size")))
    counts = [(int(each), int(count)) for each, count in zip(parts[::2], parts[1::2], strict=True)]
    if not one or sum(count for _, count in counts) * (one + two + three) != len(unpacked):
        raise ValueError("a table has not as many rows as it says")
    keys = tuple(key for first, count in counts for key in range(first, first + count))
    packed = packing is not None
    predicted = packed and predictor >= _PNG
    rows = _Rows(data, length, unpacked, keys, (one, two, three), packed, predicted)
    found.rows.append(rows)
    for key, _, place in rows.placed():
        found.places.setdefault(key, place)
    return at, data[0]
