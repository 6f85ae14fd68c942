"""Finds in the bytes of a PDF where each object begins, and where the file says so.

ISO 32000-2, 7.5.4 (tables), 7.5.8 (streams) and 7.5.6 (tables that lead to earlier ones). Only what
is in order is read: whatever is not raises ``ODD``, and is somebody else's to tell of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from platebook.preflight.pdf.objects import get, number, numbers

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


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of the file from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written in the file as text, and is an offset."""

    span: Span
    value: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as it lies in the file; ``length`` is where its length is written."""

    data: Span
    length: Span


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that is a stream: its bytes unpacked, and which objects its rows are about.

    ``widths`` says how many bytes of a row its kind has, its offset, and the rest; ``packed``
    whether the file has it deflated, ``predicted`` whether by differences between rows.
    """

    stream: Stream
    unpacked: bytes
    keys: tuple[int, ...]
    widths: tuple[int, int, int]
    packed: bool
    predicted: bool

    def placed(self) -> Iterator[tuple[int, Span, int]]:
        """Give every object that has an offset: where in ``unpacked`` that stands, and what it is.

        The others are free, or lie packed in another.
        """
        kind, wide, _ = self.widths
        for row, key in enumerate(self.keys):
            at = row * sum(self.widths)
            if self.unpacked[at : at + kind] == (1).to_bytes(kind):
                span = Span(at + kind, at + kind + wide)
                yield key, span, int.from_bytes(self.unpacked[span.start : span.end])


@dataclass(frozen=True, slots=True)
class Tables:
    """All that a file says of offsets: in text, and in streams; and where its objects are."""

    said: tuple[Number, ...]
    rows: tuple[Rows, ...]
    places: Mapping[int, int]


def tables(file: BinaryIO, pdf: pikepdf.Pdf, size: int) -> Tables:
    """Read every table of a file of ``size`` bytes, the newest first. Raises ``ODD``."""
    said = [_last_start(file, size)]
    waiting = [said[0].value]
    # How long a file is stands at its head where it is made for reading from a network.
    said += [_number(match, 0) for match in _matches(file, Span(0, _LINEARIZED_WITHIN), _LINEAR)]
    rows: list[Rows] = []
    places: dict[int, int] = {}
    seen = set[int]()
    while waiting:
        at = waiting.pop(0)
        if at in seen or len(seen) == _MOST_TABLES:
            raise ValueError("its tables lead round in a circle")
        seen.add(at)
        if _read(file, at, 4) == b"xref":
            found, trailer = _table(file, at, size, places)
            said += found
        else:
            row, trailer = _rows(file, pdf, at)
            rows.append(row)
            for key, _, place in row.placed():
                places.setdefault(key, place)
        earlier = [_number(match, trailer.start) for match in _matches(file, trailer, _EARLIER)]
        said += earlier
        waiting += [each.value for each in earlier]
    return Tables(tuple(said), tuple(rows), places)


def stream(file: BinaryIO, at: int, key: int, length: int) -> Stream:
    """Find the stream of the object ``key`` that begins at ``at`` and is ``length`` bytes long."""
    head = _read(file, at, _HEAD)
    begun, data = _OBJECT.match(head), _DATA.search(head)
    if not begun or not data or int(begun[1]) != key:
        raise ValueError("an object is not where its table says")
    said = list(_LENGTH.finditer(head, 0, data.start()))
    start = at + data.end()
    ended = _read(file, start + length, 11).lstrip(b"\r\n").startswith(b"endstream")
    if len(said) != 1 or not ended:
        raise ValueError("a stream is not as long as it says")
    return Stream(Span(start, start + length), Span(at + said[0].start(1), at + said[0].end(1)))


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _number(match: re.Match[bytes], at: int) -> Number:
    return Number(Span(at + match.start(1), at + match.end(1)), int(match[1]))


def _matches(file: BinaryIO, span: Span, wanted: re.Pattern[bytes]) -> list[re.Match[bytes]]:
    return list(wanted.finditer(_read(file, span.start, span.end - span.start)))


def _last_start(file: BinaryIO, size: int) -> Number:
    at = max(0, size - _HEAD)
    found = _matches(file, Span(at, size), _START)
    if not found:
        raise ValueError("it does not say where its tables are")
    return _number(found[-1], at)


def _table(file: BinaryIO, at: int, size: int, places: dict[int, int]) -> tuple[list[Number], Span]:
    """Read a table in text; give its offsets, and where its trailer is."""
    said: list[Number] = []
    at += len(_read(file, at, 16)) - len(_read(file, at, 16).removeprefix(b"xref").lstrip())
    while part := _PART.match(_read(file, at, 64)):
        first, count = int(part[1]), int(part[2])
        at += part.end()
        if count * _ENTRY > size - at or count + len(said) > _MOST_OBJECTS:
            raise ValueError("a table is longer than the file, or than any book's")
        entries = _read(file, at, count * _ENTRY)
        for index in range(count):
            entry = entries[index * _ENTRY : (index + 1) * _ENTRY]
            if entry[17:18] == b"n":
                said.append(Number(Span(at, at + 10), int(entry[:10])))
                places.setdefault(first + index, int(entry[:10]))
            at += _ENTRY
    trailer = _read(file, at, _HEAD)
    ended = trailer.find(b"startxref")
    if not trailer.startswith(b"trailer") or ended < 0:
        raise ValueError("a table has no trailer")
    return said, Span(at, at + ended)


def _rows(file: BinaryIO, pdf: pikepdf.Pdf, at: int) -> tuple[Rows, Span]:
    """Read a table that is a stream, and where its dictionary is."""
    begun = _OBJECT.match(_read(file, at, 64))
    if not begun:
        raise ValueError("a table is not where it is said to be")
    xref_stream = pdf.get_object((int(begun[1]), int(begun[2])))
    found = stream(file, at, int(begun[1]), int(number(get(xref_stream, "/Length"))))
    one, two, three = (int(width) for width in numbers(get(xref_stream, "/W")))
    unpacked = bytes(xref_stream.read_bytes())
    filters, predictor = (
        get(xref_stream, "/Filter"),
        number(get(get(xref_stream, "/DecodeParms"), "/Predictor")),
    )
    if filters not in (None, pikepdf.Name.FlateDecode) or 1 < predictor < _PNG:
        raise ValueError("a table is packed in an unusual way")
    parts = numbers(get(xref_stream, "/Index")) or (0.0, number(get(xref_stream, "/Size")))
    counts = [
        (int(first), int(count)) for first, count in zip(parts[::2], parts[1::2], strict=True)
    ]
    if not one or sum(count for _, count in counts) * (one + two + three) != len(unpacked):
        raise ValueError("a table has not as many rows as it says")
    keys = tuple(key for first, count in counts for key in range(first, first + count))
    packed = filters is not None
    rows = Rows(found, unpacked, keys, (one, two, three), packed, packed and predictor >= _PNG)
    return rows, Span(at, found.data.start)
