"""Tells by how a file is put together, and without decoding it, that something may be missing.

Decoding is the only proof that a photograph is whole, and it comes late: when every box of the
book is known. Most damage is a copy that broke off or has a hole, and shows in a second's
thousandth. What looks whole here may still be damaged inside; what does not is decoded at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from platebook.photos.formats import ifd, jpeg
from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, Header, UnfitError

_BLOCK = 1 << 20
#: Parts of a PNG and of a HEIF that are looked at; a photograph has a few thousand, and a few.
_CHUNKS_LIMIT, _BOXES_LIMIT = 200_000, 10_000
#: Where the data of a TIFF's picture lie, in strips or in tiles, and how many bytes (TIFF 6.0).
_PLACES = ((273, 279), (324, 325))
#: A byte of 255 in a scan is followed by 0, or begins a marker. With ``\xff+`` it would be told
#: where the fill before a marker begins, at fifteen times the cost.
_MARKER = re.compile(rb"\xff[^\x00]")
_MARKER_BUT_RESTARTS = re.compile(rb"\xff[^\x00\xd0-\xd7]")
#: A hole where a disk or a download lost a block; flat areas may look so too.
_HOLE = bytes(256)
#: What may stand between the scans of a JPEG (ITU-T T.81, Annex B): tables, words, and more scans.
_BETWEEN = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0), jpeg.SOS}
_INTERVAL = 0xDD


#: Progressive scans of one picture. The tools that make them by hand take a hundred
#: (libjpeg's MAX_SCANS); programs write ten.
_SCANS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class StructureVerdict:
    """Whether a photograph is ``doubtful``; of a JPEG also, where its only scan ends (bytes; or 0).

    ``progressive`` tells one that is coded coarse first and fine later.
    """

    doubtful: bool
    end: int = 0
    progressive: bool = False


def judged(file: BinaryIO, header: Header) -> StructureVerdict:
    """Look whether a photograph broke off or has a hole.

    Raises UnfitError where that is certain, or where so much is damaged that no decoder goes on.
    """
    try:
        size = file.seek(0, 2)
        if header.format == "JPEG":
            return _jpeg(file, header)
        return StructureVerdict(_CHECKS[header.format](file, size))
    except (ArithmeticError, LookupError, OSError, ValueError):
        return StructureVerdict(True)


def _jpeg(file: BinaryIO, header: Header) -> StructureVerdict:
    """Walk over a JPEG's scans to its end.

    What stands in a scan of several is damage for certain: their decoder holds the whole picture,
    hundreds of megabytes, and goes through all scans before it says a word.
    """
    start, frame = jpeg.first_scan(file)
    progressive = frame in jpeg.PROGRESSIVE
    with mmap(file.fileno(), 0, access=ACCESS_READ) as photo:
        begin = start + int.from_bytes(photo[start : start + 2], "big")
        first, whole = _ends(photo, start)
        hole = photo.find(_HOLE, begin, first) >= 0
        alone = not progressive and photo[start + 2] == _CHANNELS[header.mode]
    empty = frame == jpeg.HUFFMAN_PROGRESSIVE and not _could_hold(header, first - begin)
    if empty or (progressive and not whole):
        raise UnfitError(DAMAGED, COPY_AGAIN)
    return StructureVerdict(hole or not whole, first if alone else 0, progressive)


def _could_hold(header: Header, length: int) -> bool:
    """Tell whether a progressive picture's first scan has its bit for each block of 8 × 8 px.

    A header that claims more would have hundreds of megabytes laid out for it, and nothing to
    fill them with. Arithmetic coding has no such least.
    """
    return length * 8 >= (header.size[0] // 16) * (header.size[1] // 16)


def _ends(photo: mmap, at: int) -> tuple[int, bool]:
    """Walk from a JPEG's first scan to its last marker.

    Gives where the first scan ends, and False where the walk leads nowhere.
    """
    restarts, scans, first = b"\xff\xdd\0\4" in photo[:at], 0, 0
    for _ in range(jpeg.SEGMENTS_LIMIT):
        pattern = _MARKER_BUT_RESTARTS if restarts else _MARKER
        found = pattern.search(photo, at)
        if found is None:
            return first or len(photo), False
        first, at = first or found.start(), found.end() - 1
        while photo[at : at + 1] == b"\xff":
            at += 1
        marker = photo[at] if at < len(photo) else None
        scans += marker == jpeg.SOS
        if marker == jpeg.EOI:
            return first, True
        if marker not in _BETWEEN or scans > _SCANS_LIMIT:
            return first, False
        restarts = restarts or marker == _INTERVAL
        at += 1 + int.from_bytes(photo[at + 1 : at + 3], "big")
    return first, False


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


_CHANNELS = {"L": 1, "RGB": 3, "CMYK": 4}
_CHECKS: dict[str, Callable[[BinaryIO, int], bool]] = {
    "PNG": _png,
    "WEBP": _webp,
    "TIFF": _tiff,
    "HEIF": _boxes,
    "AVIF": _boxes,
}
