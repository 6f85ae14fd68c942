"""Tells by how a file is put together, and without decoding it, that its end may be missing.

Decoding is the only proof that a photograph is whole, and it comes late: when every box of the
book is known. Most damage is older than that, a copy that broke off, and shows in a second's
thousandth. What looks whole here may still be damaged inside; what does not is decoded at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from platebook.plates import ifd, jpeg
from platebook.plates.header import COPY_AGAIN, DAMAGED, Header, UnfitError

#: Bytes at the end of a file in which its last marker is looked for, before all others are.
_TAIL = 65_536
_BLOCK = 1 << 20
#: Parts of a PNG and of a HEIF that are looked at; a photograph has a few thousand, and a few.
_CHUNKS_LIMIT, _BOXES_LIMIT = 200_000, 10_000
#: Where the data of a TIFF's picture lie, in strips or in tiles, and how many bytes (TIFF 6.0).
_PLACES = ((273, 279), (324, 325))
_MARKER = re.compile(rb"\xff+[^\x00\xff]")
_MARKER_BUT_RESTARTS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
#: What may stand between the scans of a JPEG (ITU-T T.81, Annex B): tables, words, and more scans.
_BETWEEN = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0), jpeg.SOS}
_INTERVAL = 0xDD


def doubtful(file: BinaryIO, header: Header) -> bool:
    """Tell whether a photograph looks as if it broke off.

    Raises UnfitError where that is certain, or where so much is damaged that no decoder goes on.
    """
    try:
        return _CHECKS[header.format](file, file.seek(0, 2))
    except (ArithmeticError, LookupError, OSError, ValueError):
        return True


def _jpeg(file: BinaryIO, size: int) -> bool:
    """Look for the end of the picture: at the end of the file, or by a walk over its scans.

    What stands in a scan of several is looked at whatever the end is: their decoder holds the
    whole picture, hundreds of megabytes, and goes through all scans before it says a word.
    """
    start, progressive = jpeg.first_scan(file)
    if not progressive:
        file.seek(max(start, size - _TAIL))
        if b"\xff\xd9" in file.read(_TAIL):
            return False
    with mmap(file.fileno(), 0, access=ACCESS_READ) as photo:
        whole = _ends(photo, start)
    if progressive and not whole:
        raise UnfitError(DAMAGED, COPY_AGAIN)
    return not whole


def _ends(photo: mmap, at: int) -> bool:
    """Walk from a JPEG's first scan to its last marker; False where the walk leads nowhere."""
    restarts = b"\xff\xdd\0\4" in photo[:at]
    for _ in range(jpeg.SEGMENTS_LIMIT):
        pattern = _MARKER_BUT_RESTARTS if restarts else _MARKER
        found = pattern.search(photo, at)
        marker = photo[found.end() - 1] if found else None
        if found is None or marker == jpeg.EOI:
            return found is not None
        if marker not in _BETWEEN:
            return False
        restarts = restarts or marker == _INTERVAL
        at = found.end() + int.from_bytes(photo[found.end() : found.end() + 2], "big")
    return False


def _png(file: BinaryIO, size: int) -> bool:
    """Add up every chunk of pixels (PNG third edition, § 5.5); a sum that is wrong is damage."""
    at = 8
    for _ in range(_CHUNKS_LIMIT):
        if at + 12 > size:
            break
        file.seek(at)
        head = file.read(8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if name == b"IEND":
            return False
        if name == b"IDAT" and at + 12 + length <= size:
            found, left = zlib.crc32(name), length
            while left and (block := file.read(min(left, _BLOCK))):
                found, left = zlib.crc32(block, found), left - len(block)
            if found != int.from_bytes(file.read(4), "big"):
                raise UnfitError(DAMAGED, COPY_AGAIN)
        at += 12 + length
    return True


def _webp(file: BinaryIO, size: int) -> bool:
    """Hold the length that the file gives for itself to the one that it has (RFC 9649, § 2.4)."""
    file.seek(4)
    return int.from_bytes(file.read(4), "little") + 8 > size


def _tiff(file: BinaryIO, size: int) -> bool:
    """Look whether the last strip or tile lies in the file."""
    how = ifd.layout(file)
    found = (
        ifd.directory(file, how, how.first, {tag for pair in _PLACES for tag in pair})
        if how
        else None
    )
    tags = found[0] if found else {}
    for starts, lengths in ((tags.get(start), tags.get(length)) for start, length in _PLACES):
        if isinstance(starts, tuple) and isinstance(lengths, tuple):
            return sum(max(zip(starts, lengths, strict=True))) > size
    return True


def _boxes(file: BinaryIO, size: int) -> bool:
    """Look whether the outermost boxes of a HEIF or AVIF lie in the file (ISO/IEC 14496-12)."""
    at = 0
    for _ in range(_BOXES_LIMIT):
        if at + 8 > size:
            break
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:
            return False
        if length < 8:
            return True
        at += length
    return at != size


_CHECKS: dict[str, Callable[[BinaryIO, int], bool]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "TIFF": _tiff,
    "HEIF": _boxes,
    "AVIF": _boxes,
}
