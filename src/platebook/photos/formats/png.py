"""PNG, as its chunks (PNG third edition, § 11): what the header and the texts say.

Read here and not by Pillow, because Pillow refuses a whole photograph for one text that is too
long, and sees nothing that stands after the pixels, where orientation and XMP often do.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from platebook.photos.formats.header import (
    BLOB_LIMIT,
    COPY_AGAIN,
    DAMAGED,
    Header,
    UnfitError,
    coded_colours,
)
from platebook.photos.formats.icc import SRGB_CURVE, Colours

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_READ_CHUNKS = {b"iCCP", b"eXIf", b"iTXt", b"gAMA", b"cHRM", b"cICP", b"acTL", b"sRGB", b"caBX"}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: Bytes that one byte of a deflate stream (RFC 1951) can unpack to; a picture that claims more
#: than its data could ever hold is a bomb, or cut off.
_DEFLATE_AT_BEST = 1032
_XMP = b"XML:com.adobe.xmp\0"
_CHUNKS_LIMIT = 500_000
_SRGB_CORNERS = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)


def read(file: BinaryIO) -> Header:
    """Read the header of a PNG. Raises UnfitError where it has none."""
    file.seek(len(SIGNATURE))
    chunks: dict[bytes, bytes] = {}
    packed = 0
    for name, length, payload in _chunks(file):
        packed += length if name in (b"IDAT", b"fdAT") else 0
        if name == b"iTXt" and not payload.startswith(_XMP):
            continue
        if payload:
            chunks.setdefault(name, payload)
    ihdr = chunks.get(b"IHDR", b"")
    if len(ihdr) < 13:
        raise UnfitError("is cut off before its picture begins", "Copy the file again.")
    width, height, depth, kind = struct.unpack(">IIBB", ihdr[:10])
    if kind not in _MODES or not width or not height:
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")
    if packed * _DEFLATE_AT_BEST < height * (width * depth * _SAMPLES[kind] // 8):
        raise UnfitError(DAMAGED, COPY_AGAIN)
    profile = _profile(chunks.get(b"iCCP", b""))
    return Header(
        "PNG",
        (width, height),
        "1" if (kind, depth) == (0, 1) else _MODES[kind],
        depth=depth,
        frames=max(1, int.from_bytes(chunks.get(b"acTL", b"")[:4], "big")),
        profile=profile,
        named=None if profile else _named_colours(chunks, kind),
        exif=chunks.get(b"eXIf"),
        xmp=tuple(filter(None, (_xmp(chunks.get(b"iTXt", b"")),))),
        remarks=("C2PA",) if b"caBX" in chunks else (),
    )


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, bytes]]:
    """Return name and length of every chunk, and what is in those that are wanted."""
    for count in range(_CHUNKS_LIMIT):
        head = file.read(8)
        if len(head) < 8:
            return
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if (count == 0) != (name == b"IHDR") or name == b"IEND":
            return
        if (count == 0 or name in _READ_CHUNKS) and length <= BLOB_LIMIT:
            yield name, length, file.read(length)
            file.seek(4, 1)
        else:
            yield name, length, b""
            file.seek(length + 4, 1)


def _profile(chunk: bytes) -> bytes | None:
    _, nul, rest = chunk.partition(b"\0")
    return _inflate(rest[1:]) if nul else None


def _xmp(chunk: bytes) -> bytes | None:
    """Return the XMP of an iTXt: keyword, compressed, method, language, translation, text."""
    rest = chunk[len(_XMP) :]
    if len(rest) < 4:
        return None
    text = rest[2:].split(b"\0", 2)[-1]
    return _inflate(text) if rest[0] else text


def _inflate(packed: bytes) -> bytes | None:
    """Unpack at most ``BLOB_LIMIT`` bytes; more, or damage, is nothing."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, BLOB_LIMIT)
    except zlib.error:
        return None
    return plain if unpacker.eof else None


def _named_colours(chunks: dict[bytes, bytes], kind: int) -> Colours | None:
    """Return the colours that cICP, or gAMA and cHRM, name; None is sRGB."""
    coded = chunks.get(b"cICP", b"")
    if len(coded) == 4:
        return coded_colours(coded[0], coded[1])
    if b"sRGB" in chunks or kind in (0, 4):
        return None
    gamma = int.from_bytes(chunks.get(b"gAMA", b"")[:4], "big") / 100_000
    corners = (
        tuple(part / 100_000 for part in struct.unpack(">8I", chunks[b"cHRM"]))
        if len(chunks.get(b"cHRM", b"")) == 32
        else _SRGB_CORNERS
    )
    usual_curve = not gamma or abs(gamma - 1 / 2.2) < 0.01
    usual_corners = all(abs(a - b) < 0.005 for a, b in zip(corners, _SRGB_CORNERS, strict=True))
    sane = 0.2 <= (gamma or 1) <= 1.5 and all(0.001 < part < 1 for part in corners)
    if (usual_curve and usual_corners) or not sane:
        return None
    return Colours(
        "as the PNG says",
        white=(corners[0], corners[1]),
        red=(corners[2], corners[3]),
        green=(corners[4], corners[5]),
        blue=(corners[6], corners[7]),
        curve=SRGB_CURVE if usual_curve else 1 / gamma,
    )
