"""Checks the structure of a photograph's file for truncation and holes.

Only decoding proves that a photograph is whole, and it happens late, when the printed sizes are
known. Most damage is an interrupted copy or a hole, which shows in the structure within a
millisecond. A file that looks damaged here is decoded at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, BinaryIO

from platebook.photos.formats import jpeg, tiff
from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, Header, UnfitError
from platebook.photos.integrity import scan_data

if TYPE_CHECKING:
    from PIL.JpegImagePlugin import JpegImageFile

_BLOCK = 1 << 20
#: Parts of a PNG and of a HEIF that are looked at; a photograph has a few thousand, and a few.
_CHUNKS_LIMIT, _BOXES_LIMIT = 200_000, 10_000
#: Where the data of a TIFF's picture lie, in strips or in tiles, and how many bytes (TIFF 6.0).
_DATA_TAGS = ((273, 279), (324, 325))
#: A byte of 255 in a scan is followed by 0, or begins a marker. ``\xff+`` would match
#: fill bytes before a marker too, at fifteen times the cost.
_MARKER = re.compile(rb"\xff[^\x00]")
_MARKER_BUT_RESTARTS = re.compile(rb"\xff[^\x00\xd0-\xd7]")
#: A hole where a disk or a download lost a block; flat areas may look so too.
_HOLE = bytes(256)
#: What may stand between the scans of a JPEG (ITU-T T.81, Annex B): tables, words, and more scans.
_BETWEEN_SCANS = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0), jpeg.SOS}
_INTERVAL, _RESTARTS = 0xDD, b"\xff\xdd\0\4"


#: Progressive scans of one picture. The tools that make them by hand take a hundred
#: (libjpeg's MAX_SCANS); programs write ten.
_SCANS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class StructureVerdict:
    """Whether a photograph is ``doubtful``; of a JPEG also, where its only scan ends (bytes; or 0).

    ``progressive`` marks a progressive JPEG.
    """

    doubtful: bool
    end: int = 0
    progressive: bool = False


def check_structure(file: BinaryIO, header: Header) -> StructureVerdict:
    """Check a photograph's file for truncation and holes.

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
    hundreds of megabytes, and decodes all scans before it reports an error.
    """
    start, frame = jpeg.first_scan(file)
    progressive = frame in jpeg.PROGRESSIVE
    with mmap(file.fileno(), 0, access=ACCESS_READ) as photo:
        begin = start + int.from_bytes(photo[start : start + 2], "big")
        first, whole = _scan_ends(photo, start)
        hole = photo.find(_HOLE, begin, first) >= 0
        alone = not progressive and photo[start + 2] == _CHANNELS[header.mode]
    empty = frame == jpeg.HUFFMAN_PROGRESSIVE and not _is_plausible(header, first - begin)
    if empty or (progressive and not whole):
        raise UnfitError(DAMAGED, COPY_AGAIN)
    return StructureVerdict(hole or not whole, first if alone else 0, progressive)


def only_scan_end(photo: bytes) -> int:
    """Return where the only scan of a JPEG ends (bytes); 0 if there are others, or restarts."""
    start, frame = jpeg.first_scan(BytesIO(photo))
    alone = photo[start + 2 : start + 3] == bytes([_CHANNELS[jpeg.read(BytesIO(photo)).mode]])
    if not alone or frame in jpeg.PROGRESSIVE or _RESTARTS in photo[:start]:
        return 0
    end, whole = _scan_ends(photo, start)
    return end if whole else 0


def read_only_scan(photo: bytes, by: int) -> tuple[scan_data.ScanState, JpegImageFile | None]:
    """Decode a JPEG of one scan ``by`` times smaller, as ``scan_data.read_scan``; else nothing."""
    try:
        end = only_scan_end(photo)
    except (UnfitError, LookupError):
        end = 0
    unknown = (scan_data.ScanState.UNKNOWN, None)
    return scan_data.read_scan(BytesIO(photo), end, by) if end else unknown


def _is_plausible(header: Header, length: int) -> bool:
    """Return whether a progressive picture's first scan has its bit for each block of 8 × 8 px.

    A header that claims more would have hundreds of megabytes laid out for it, and nothing to
    fill them with. Arithmetic coding has no such least.
    """
    return length * 8 >= (header.size[0] // 16) * (header.size[1] // 16)


def _scan_ends(photo: mmap | bytes, at: int) -> tuple[int, bool]:
    """Walk from a JPEG's first scan to its last marker.

    Returns where the first scan ends, and False where the walk leads nowhere.
    """
    restarts, scans, first = _RESTARTS in photo[:at], 0, 0
    for _ in range(jpeg.SEGMENTS_LIMIT):
        pattern = _MARKER_BUT_RESTARTS if restarts else _MARKER
        match = pattern.search(photo, at)
        if match is None:
            return first or len(photo), False
        first, at = first or match.start(), match.end() - 1
        while photo[at : at + 1] == b"\xff":
            at += 1
        marker = photo[at] if at < len(photo) else None
        scans += marker == jpeg.SOS
        if marker == jpeg.EOI:
            return first, True
        if marker not in _BETWEEN_SCANS or scans > _SCANS_LIMIT:
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
            checksum, left = zlib.crc32(name), length
            while left and (block := file.read(min(left, _BLOCK))):
                checksum, left = zlib.crc32(block, checksum), left - len(block)
            if checksum != int.from_bytes(file.read(4), "big"):
                raise UnfitError(DAMAGED, COPY_AGAIN)
        at += 12 + length
    return True


def _webp(file: BinaryIO, size: int) -> bool:
    """Compare the length in the RIFF header with that of the file (RFC 9649, § 2.4)."""
    file.seek(4)
    return int.from_bytes(file.read(4), "little") + 8 > size


def _tiff(file: BinaryIO, size: int) -> bool:
    """Return whether the last strip or tile lies beyond the end of the file."""
    tags = tiff.first_directory(file, {tag for pair in _DATA_TAGS for tag in pair})
    for starts, lengths in ((tags.get(start), tags.get(length)) for start, length in _DATA_TAGS):
        if isinstance(starts, tuple) and isinstance(lengths, tuple):
            return sum(max(zip(starts, lengths, strict=True))) > size
    return True


def _boxes(file: BinaryIO, size: int) -> bool:
    """Check that the outermost boxes of a HEIF or AVIF lie in the file (ISO/IEC 14496-12)."""
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


#: Tags of TIFF 6.0: width, height, bits, compression, photometric, bit order, samples, planes.
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_ORDER, _SAMPLES, _ROWS, _PLANES, _TILE_WIDTH, _TILE_HEIGHT = 266, 277, 278, 284, 322, 323
_TIFF_TAGS = frozenset(
    (_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _ORDER, _SAMPLES, _ROWS, _PLANES)
) | {_TILE_WIDTH, _TILE_HEIGHT, *(tag for pair in _DATA_TAGS for tag in pair)}
_NONE, _DEFLATES, _PACKBITS, _YCBCR, _APART = 1, (8, 32946), 32773, 6, 2
#: Bytes that are read, and unpacked, at a time.
_INFLATE_BLOCK = 1 << 18
#: Bytes that a strip may have beyond its pixels; and no file that is read is this long.
_SPARE, _FAR = 1_024, 1 << 40


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip or a tile: where it begins, its bytes in the file, and unpacked at least and most."""

    start: int
    length: int
    min_size: int
    max_size: int


def check_tiff_data(file: BinaryIO) -> None:
    """Read the strips or tiles of a TIFF's first page to their ends, a block at a time.

    Raises UnfitError where one is cut short, ends too early or late, or has another checksum.
    """
    tags = tiff.first_directory(file, _TIFF_TAGS)
    compression = tiff.number(tags, _COMPRESSION, _NONE)
    whole = _STRIP_CHECKS.get(compression)
    if not whole or tiff.number(tags, _ORDER, 1) != 1:
        return
    for piece in _strips(tags):
        file.seek(min(piece.start, _FAR))
        if not whole(file, piece):
            raise UnfitError(DAMAGED, COPY_AGAIN)


def _strips(tags: tiff.Tags) -> Iterator[_Strip]:
    """Lay out the strips or tiles, plane by plane (TIFF 6.0, §§ 8 and 15)."""
    places = ((tags.get(start), tags.get(length)) for start, length in _DATA_TAGS[::-1])
    none: tuple[int, ...] = ()
    starts, lengths = next(
        ((a, b) for a, b in places if isinstance(a, tuple) and isinstance(b, tuple)), (none, none)
    )
    width, height = tiff.number(tags, _WIDTH, 0), tiff.number(tags, _HEIGHT, 0)
    across, rows = tiff.number(tags, _TILE_WIDTH, 0), tiff.number(tags, _TILE_HEIGHT, 0)
    tiled = bool(across and rows)
    if not tiled:
        across, rows = width, max(1, min(height, tiff.number(tags, _ROWS, height)))
    if not across:
        return
    planes = tiff.number(tags, _PLANES, 1) == _APART
    samples = 1 if planes else tiff.number(tags, _SAMPLES, 1)
    row = (across * samples * tiff.number(tags, _BITS, 1) + 7) // 8
    # Two colours of four pixels may be one number, which takes half of the bytes.
    certain = tiff.number(tags, _PHOTOMETRIC, 1) != _YCBCR
    count = -(-height // rows)
    pieces = count * -(-width // across) * (tiff.number(tags, _SAMPLES, 1) if planes else 1)
    for at, (start, length) in enumerate(zip(starts[:pieces], lengths, strict=False)):
        left = rows if tiled else min(rows, height - at % count * rows)
        yield _Strip(start, length, row * left * certain, row * rows + _SPARE)


def _check_uncompressed(_file: BinaryIO, piece: _Strip) -> bool:
    # Some programs write no length; libtiff then computes it from the size.
    return not 0 < piece.length < piece.min_size


def _check_deflate(file: BinaryIO, piece: _Strip) -> bool:
    """Unpack a piece for its length and its sum alone."""
    left, size, unpacker = piece.length, 0, zlib.decompressobj()
    try:
        while not unpacker.eof and size <= piece.max_size:
            block = unpacker.unconsumed_tail
            if not block:
                block = file.read(min(left, _INFLATE_BLOCK))
                left -= len(block)
            if not block:
                size += len(unpacker.flush())
                break
            size += len(unpacker.decompress(block, min(_INFLATE_BLOCK, piece.max_size - size + 1)))
    except zlib.error:
        return False
    return unpacker.eof and piece.min_size <= size <= piece.max_size


def _check_packbits(file: BinaryIO, piece: _Strip) -> bool:
    """Count what the runs of a piece come to (TIFF 6.0, § 9); hardly a byte may be left over."""
    runs = file.read(min(piece.length, 2 * piece.max_size))
    at = size = 0
    while at < len(runs) and size < piece.min_size:
        count = runs[at]
        if count < _NOTHING:
            at, size = at + count + 2, size + count + 1
        elif count > _NOTHING:
            at, size = at + 2, size + 257 - count
        else:
            at += 1
    return size >= piece.min_size and -_LEFT <= at - len(runs) <= 0


#: A count that says nothing (TIFF 6.0, § 9); bytes that some programs leave behind a strip.
_NOTHING, _LEFT = 128, 8
_STRIP_CHECKS: dict[int, Callable[[BinaryIO, _Strip], bool]] = {
    _NONE: _check_uncompressed,
    _PACKBITS: _check_packbits,
    **dict.fromkeys(_DEFLATES, _check_deflate),
}
