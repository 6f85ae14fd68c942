"""Checks the strips and tiles of a TIFF: does each end where it should, and does its sum agree?

libtiff stops as soon as a strip has given all its pixels, so that it reads no checksum of Deflate
(RFC 1950, § 2.2), and takes what was changed for pixels; of PackBits that ends early libvips says
nothing. No other compression has a sum.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from platebook.photos.formats import ifd
from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, UnfitError

#: Tags of TIFF 6.0: width, height, bits, compression, photometric, bit order, samples, planes.
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_ORDER, _SAMPLES, _ROWS, _PLANES, _TILE_WIDTH, _TILE_HEIGHT = 266, 277, 278, 284, 322, 323
#: Where strips or tiles lie, and how many bytes each has.
_PLACES = ((324, 325), (273, 279))
_WANTED = frozenset(
    (_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _ORDER, _SAMPLES, _ROWS, _PLANES)
) | {_TILE_WIDTH, _TILE_HEIGHT, *(tag for pair in _PLACES for tag in pair)}
_NONE, _DEFLATES, _PACKBITS, _YCBCR, _APART = 1, (8, 32946), 32773, 6, 2
#: Bytes that are read, and unpacked, at a time.
_BLOCK = 1 << 18
#: Bytes that a strip may have beyond its pixels; and no file that is read is this long.
_SPARE, _FAR = 1_024, 1 << 40


@dataclass(frozen=True, slots=True)
class _Piece:
    """A strip or a tile: where it begins, its bytes in the file, and unpacked at least and most."""

    start: int
    length: int
    least: int
    most: int


def check(file: BinaryIO) -> None:
    """Read the strips or tiles of a TIFF's first page to their ends, a block at a time.

    Raises UnfitError where one is cut short, ends too early or late, or has another checksum.
    """
    how = ifd.layout(file)
    found = ifd.directory(file, how, how.first, _WANTED) if how else None
    tags = found[0] if found else {}
    compression = ifd.number(tags, _COMPRESSION, _NONE)
    whole = _WHOLE.get(compression)
    if not whole or ifd.number(tags, _ORDER, 1) != 1:
        return
    for piece in _pieces(tags):
        file.seek(min(piece.start, _FAR))
        if not whole(file, piece):
            raise UnfitError(DAMAGED, COPY_AGAIN)


def _pieces(tags: ifd.Tags) -> Iterator[_Piece]:
    """Lay out the strips or tiles, plane by plane (TIFF 6.0, §§ 8 and 15)."""
    places = ((tags.get(start), tags.get(length)) for start, length in _PLACES)
    none: tuple[int, ...] = ()
    starts, lengths = next(
        ((a, b) for a, b in places if isinstance(a, tuple) and isinstance(b, tuple)), (none, none)
    )
    width, height = ifd.number(tags, _WIDTH, 0), ifd.number(tags, _HEIGHT, 0)
    across, rows = ifd.number(tags, _TILE_WIDTH, 0), ifd.number(tags, _TILE_HEIGHT, 0)
    tiled = bool(across and rows)
    if not tiled:
        across, rows = width, max(1, min(height, ifd.number(tags, _ROWS, height)))
    if not across:
        return
    planes = ifd.number(tags, _PLANES, 1) == _APART
    samples = 1 if planes else ifd.number(tags, _SAMPLES, 1)
    row = (across * samples * ifd.number(tags, _BITS, 1) + 7) // 8
    # Two colours of four pixels may be one number, which takes half of the bytes.
    known = ifd.number(tags, _PHOTOMETRIC, 1) != _YCBCR
    count = -(-height // rows)
    pieces = count * -(-width // across) * (ifd.number(tags, _SAMPLES, 1) if planes else 1)
    for at, (start, length) in enumerate(zip(starts[:pieces], lengths, strict=False)):
        left = rows if tiled else min(rows, height - at % count * rows)
        yield _Piece(start, length, row * left * known, row * rows + _SPARE)


def _plain(_file: BinaryIO, piece: _Piece) -> bool:
    # Some programs give no length at all; libtiff then reckons it from the size.
    return not 0 < piece.length < piece.least


def _inflated(file: BinaryIO, piece: _Piece) -> bool:
    """Unpack a piece for its length and its sum alone."""
    left, given, unpacker = piece.length, 0, zlib.decompressobj()
    try:
        while not unpacker.eof and given <= piece.most:
            block = unpacker.unconsumed_tail
            if not block:
                block = file.read(min(left, _BLOCK))
                left -= len(block)
            if not block:
                given += len(unpacker.flush())
                break
            given += len(unpacker.decompress(block, min(_BLOCK, piece.most - given + 1)))
    except zlib.error:
        return False
    return unpacker.eof and piece.least <= given <= piece.most


def _packed(file: BinaryIO, piece: _Piece) -> bool:
    """Count what the runs of a piece come to (TIFF 6.0, § 9); hardly a byte may be left over."""
    runs = file.read(min(piece.length, 2 * piece.most))
    at = given = 0
    while at < len(runs) and given < piece.least:
        count = runs[at]
        if count < _NOTHING:
            at, given = at + count + 2, given + count + 1
        elif count > _NOTHING:
            at, given = at + 2, given + 257 - count
        else:
            at += 1
    return given >= piece.least and -_LEFT <= at - len(runs) <= 0


#: A count that says nothing (TIFF 6.0, § 9); bytes that some programs leave behind a strip.
_NOTHING, _LEFT = 128, 8
_WHOLE: dict[int, Callable[[BinaryIO, _Piece], bool]] = {
    _NONE: _plain,
    _PACKBITS: _packed,
    **dict.fromkeys(_DEFLATES, _inflated),
}
