"""Makes a copy of a large PDF that is the same but for its pictures, of which the beginning stays.

A judge that takes a file into memory whole can then be asked about a book of any size. Everything
else is copied byte by byte, so that what it says of header, objects, streams and trailer is true
of the file itself. Only offsets and lengths are written anew, each where it stood.

pikepdf could copy the file in as little memory (27 MB for a file of 500 MB), but writes header,
cross-reference table and trailer anew: faults in those (ISO 19005-2, 6.1) would no longer be found.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import BinaryIO

from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.objects import ODD, get, is_stream, key_of, name, number, several
from platebook.preflight.pdf.xref import Rows, Span, stream, tables

#: Bytes that stay of a picture. What PDF/A asks of JPEG 2000 stands in its boxes before the
#: pixels; of all others nothing but their dictionaries is asked.
_BEGINNING, _BOXES = 1024, 65_536
_STORED = 65_535

#: Gives where something lies in the copy that lay at an offset of the file.
_Moved = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of some bytes: so many others, which may depend on where everything lies."""

    span: Span
    length: int
    made: Callable[[_Moved], bytes]


def thinned(book: PdfDocument, most: int) -> bytes | None:
    """Copy the file without its pictures; None where that is more than ``most`` bytes.

    None too where the file is not in order, since then nobody can say where anything lies.
    """
    try:
        with book.subject.file.open("rb") as file:
            return _copied(file, list(_changes(file, book)), book.size, most)
    except (*ODD, struct.error):
        return None


def _copied(file: BinaryIO, changes: list[_Change], size: int, most: int) -> bytes | None:
    changes.sort(key=lambda change: change.span.start)
    if any(one.span.end > two.span.start for one, two in pairwise(changes)):
        raise ValueError("its parts overlap")
    ends = [change.span.end for change in changes]
    grown = list(
        accumulate(
            (change.length - (change.span.end - change.span.start) for change in changes),
            initial=0,
        )
    )
    if size + grown[-1] > most:
        return None

    def moved(offset: int) -> int:
        return offset + grown[bisect_right(ends, offset)]

    parts, at = [], 0
    for change in changes:
        parts += [_kept(file, at, change.span.start), change.made(moved)]
        at = change.span.end
    parts.append(_kept(file, at, size))
    return b"".join(parts)


def _kept(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _changes(file: BinaryIO, book: PdfDocument) -> Iterator[_Change]:
    """Give all that differs in the copy. Raises ``ODD`` where the file is not in order."""
    found = tables(file, book.pdf, book.size)
    for said in found.said:
        yield _written(said.span, said.value)
    for rows in found.rows:
        yield from _rewritten(rows)
    for key, length, beginning in _pictures(book):
        if length > beginning and key in found.places:
            picture = stream(file, found.places[key], key, length)
            data = picture.data
            yield _written(picture.length, beginning, moving=False)
            yield _Change(Span(data.start + beginning, data.end), 0, lambda _: b"")


def _pictures(book: PdfDocument) -> Iterator[tuple[int, int, int]]:
    """Give every picture: its number, how many bytes it has, and how many of them stay."""
    for thing in book.pdf.objects:
        if is_stream(thing) and name(get(thing, "/Subtype")) == "/Image":
            filters = get(thing, "/Filter")
            names = [name(each) for each in several(filters)] or [name(filters)]
            beginning = _BOXES if "/JPXDecode" in names else _BEGINNING
            key = key_of(thing)
            if key:
                yield key[0], int(number(get(thing, "/Length"))), beginning


def _written(span: Span, value: int, *, moving: bool = True) -> _Change:
    """Write a number over another, in as many digits, so that nothing moves by it."""
    width = span.end - span.start

    def made(moved: _Moved) -> bytes:
        text = f"{moved(value) if moving else value:0{width}d}".encode()
        if len(text) > width:
            raise ValueError("a number does not fit where it stood")
        return text

    return _Change(span, width, made)


def _rewritten(rows: Rows) -> Iterator[_Change]:
    """Write a table's stream anew: not packed, for then its length is known beforehand."""
    plain = len(rows.unpacked) + (len(rows.keys) if rows.predicted else 0)
    blocks = max(1, -(-plain // _STORED))
    length = plain + 5 * blocks + 6 if rows.packed else plain
    data, said = rows.stream.data, rows.stream.length

    def made(moved: _Moved) -> bytes:
        table = bytearray(rows.unpacked)
        for _, span, offset in rows.placed():
            table[span.start : span.end] = moved(offset).to_bytes(span.end - span.start)
        if rows.predicted:
            wide = sum(rows.widths)
            starts = range(0, len(table), wide)
            table = bytearray(b"".join(b"\0" + table[at : at + wide] for at in starts))
        return _stored(bytes(table)) if rows.packed else bytes(table)

    yield _Change(said, len(str(length)), lambda _: str(length).encode())
    yield _Change(data, length, made)


def _stored(plain: bytes) -> bytes:
    """Wrap bytes as zlib does, without packing them (RFC 1950, RFC 1951, 3.2.4)."""
    blocks: Sequence[bytes] = [
        plain[at : at + _STORED] for at in range(0, len(plain), _STORED)
    ] or [b""]
    parts = [b"\x78\x01"]
    for number_, block in enumerate(blocks, 1):
        head = struct.pack("<BHH", number_ == len(blocks), len(block), len(block) ^ 0xFFFF)
        parts += [head, block]
    return b"".join([*parts, struct.pack(">I", zlib.adler32(plain))])
