"""PNG and WebP, as their chunks; and how long an animated PNG moves.

PNG third edition, § 11; RFC 9649. Read here and not by Pillow, because Pillow refuses a whole
photograph for one text that is too long, and sees nothing that stands after the pixels, where
orientation and XMP often do.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from math import inf
from typing import BinaryIO

from platebook.photos.formats.header import (
    BLOB_LIMIT,
    COPY_AGAIN,
    DAMAGED,
    SRGB_CURVE,
    Colours,
    Header,
    UnfitError,
    coded_colours,
)

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_PNG_CHUNKS = {
    *(b"iCCP", b"eXIf", b"iTXt", b"gAMA", b"cHRM", b"cICP", b"acTL", b"fcTL", b"sRGB", b"caBX")
}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: Bytes that one byte of a deflate stream (RFC 1951) can unpack to; a picture that claims more
#: than its data could ever hold is a bomb, or cut off.
_DEFLATE_AT_BEST = 1032
_PNG_XMP = b"XML:com.adobe.xmp\0"
_CHUNKS_LIMIT = 500_000
_SRGB_CORNERS = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)


def read_png(file: BinaryIO) -> Header:
    """Read the header of a PNG. Raises UnfitError where it has none."""
    chunks: dict[bytes, bytes] = {}
    packed_length = 0
    for name, length, payload in _png_chunks(file):
        packed_length += length if name in (b"IDAT", b"fdAT") else 0
        if name == b"iTXt" and not payload.startswith(_PNG_XMP):
            continue
        if payload:
            chunks.setdefault(name, payload)
    ihdr = chunks.get(b"IHDR", b"")
    if len(ihdr) < 13:
        raise UnfitError("is cut off before its picture begins", "Copy the file again.")
    width, height, depth, kind = struct.unpack(">IIBB", ihdr[:10])
    if kind not in _PNG_MODES or not width or not height:
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")
    if packed_length * _DEFLATE_AT_BEST < height * (width * depth * _SAMPLES[kind] // 8):
        raise UnfitError(DAMAGED, COPY_AGAIN)
    profile = _profile(chunks.get(b"iCCP", b""))
    return Header(
        "PNG",
        (width, height),
        "1" if (kind, depth) == (0, 1) else _PNG_MODES[kind],
        depth=depth,
        frames=max(1, int.from_bytes(chunks.get(b"acTL", b"")[:4], "big")),
        profile=profile,
        named_colours=None if profile else _named_colours(chunks, kind),
        exif=chunks.get(b"eXIf"),
        xmp=tuple(filter(None, (_png_xmp(chunks.get(b"iTXt", b"")),))),
        remarks=("C2PA",) if b"caBX" in chunks else (),
    )


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, bytes]]:
    """Return name and length of every chunk, and what is in those that are wanted."""
    file.seek(len(PNG_SIGNATURE))
    for count in range(_CHUNKS_LIMIT):
        head = file.read(8)
        if len(head) < 8:
            return
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if (count == 0) != (name == b"IHDR") or name == b"IEND":
            return
        if (count == 0 or name in _PNG_CHUNKS) and length <= BLOB_LIMIT:
            yield name, length, file.read(length)
            file.seek(4, 1)
        else:
            yield name, length, b""
            file.seek(length + 4, 1)


def _profile(chunk: bytes) -> bytes | None:
    _, nul, rest = chunk.partition(b"\0")
    return _inflate(rest[1:]) if nul else None


def _png_xmp(chunk: bytes) -> bytes | None:
    """Return the XMP of an iTXt: keyword, compressed, method, language, translation, text."""
    rest = chunk[len(_PNG_XMP) :]
    if len(rest) < 4:
        return None
    text = rest[2:].split(b"\0", 2)[-1]
    return _inflate(text) if rest[0] else text


def _inflate(data: bytes) -> bytes | None:
    """Unpack at most ``BLOB_LIMIT`` bytes; more, or damage, is nothing."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, BLOB_LIMIT)
    except zlib.error:
        return None
    return plain if unpacker.eof else None


def _named_colours(chunks: dict[bytes, bytes], kind: int) -> Colours | None:
    """Return the colours that cICP, or gAMA and cHRM, name; None is sRGB."""
    code_points = chunks.get(b"cICP", b"")
    if len(code_points) == 4:
        return coded_colours(code_points[0], code_points[1])
    if b"sRGB" in chunks or kind in (0, 4):
        return None
    gamma = int.from_bytes(chunks.get(b"gAMA", b"")[:4], "big") / 100_000
    corners: tuple[float, ...] = _SRGB_CORNERS
    if len(chunks.get(b"cHRM", b"")) == 32:
        corners = tuple(part / 100_000 for part in struct.unpack(">8I", chunks[b"cHRM"]))
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


_WEBP_CHUNKS = {b"VP8X", b"ICCP", b"EXIF", b"XMP "}
_FRAME_HEAD = 16
_FRAMES_LIMIT = 100_000


def read_webp(file: BinaryIO) -> Header:
    """Read the header of a WebP. Raises UnfitError where it has none."""
    chunks: dict[bytes, bytes] = {}
    frames = 0
    for name, payload in _riff_chunks(file):
        frames += name == b"ANMF"
        chunks.setdefault(name, payload)
    size, alpha = _webp_size(chunks)
    return Header(
        "WEBP",
        size,
        "RGBA" if alpha else "RGB",
        frames=max(1, frames),
        profile=chunks.get(b"ICCP"),
        exif=chunks.get(b"EXIF"),
        xmp=tuple(filter(None, (chunks.get(b"XMP "),))),
        remarks=("C2PA",) if b"C2PA" in chunks else (),
    )


def _riff_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name of every chunk, and what is in it: the beginning, if it is not wanted."""
    file.seek(12)
    for _ in range(_FRAMES_LIMIT):
        head = file.read(8)
        if len(head) < 8:
            return
        name, length = head[:4], int.from_bytes(head[4:], "little")
        is_wanted = name in _WEBP_CHUNKS and length <= BLOB_LIMIT
        take = length if is_wanted else min(length, _FRAME_HEAD)
        yield name, file.read(take)
        file.seek(length - take + length % 2, 1)


def _webp_size(chunks: dict[bytes, bytes]) -> tuple[tuple[int, int], bool]:
    """Return px wide × high and whether there is transparency."""
    canvas, lossy, lossless = (chunks.get(name, b"") for name in (b"VP8X", b"VP8 ", b"VP8L"))
    if len(canvas) >= 10:
        width, height = (int.from_bytes(canvas[at : at + 3], "little") + 1 for at in (4, 7))
        return (width, height), bool(canvas[0] & 0x10)
    if lossy[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(lossy[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return (width, height), False
    if lossless[:1] == b"\x2f" and len(lossless) >= 5:
        bits = int.from_bytes(lossless[1:5], "little")
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1)
    raise UnfitError("is cut off before its picture begins", "Copy the file again.")


def add_webp_xmp(picture: bytes, xmp: bytes, size: tuple[int, int]) -> bytes:
    """Add an XMP packet to a lossy WebP of one frame without metadata, px wide × high.

    The extended format needs a VP8X chunk first (RFC 9649, 2.7): here with its XMP flag alone.
    """
    if picture[:4] != b"RIFF" or picture[12:16] != b"VP8 ":
        raise ValueError("no WebP of ours")
    canvas = b"".join((side - 1).to_bytes(3, "little") for side in size)
    head = _riff_chunk(b"VP8X", b"\x04\0\0\0" + canvas)
    body = b"WEBP" + head + picture[12:] + _riff_chunk(b"XMP ", xmp)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _riff_chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)


def apng_seconds(picture: bytes) -> float:
    """Return how many seconds the frames of a PNG are shown (inf: always); 0 if it is damaged."""
    seconds, times = 0.0, 0.0
    try:
        for kind, _, content in _png_chunks(BytesIO(picture)):
            if kind == b"acTL":
                _, plays = struct.unpack_from(">II", content)
                times = float(plays) if plays else inf
            elif kind == b"fcTL":
                delay, unit = struct.unpack_from(">HH", content, 20)
                seconds += delay / (unit or 100)
    except struct.error:
        return 0.0
    return seconds * times
