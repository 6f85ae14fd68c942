"""WebP, as its RIFF chunks (RFC 9649): size, profile, metadata and frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from platebook.photos.formats.header import BLOB_LIMIT, Header, UnfitError

_READ_CHUNKS = {b"VP8X", b"ICCP", b"EXIF", b"XMP "}
_FRAME_HEAD = 10
_FRAMES_LIMIT = 100_000


def read(file: BinaryIO) -> Header:
    """Read the header of a WebP. Raises UnfitError where it has none."""
    file.seek(12)
    chunks: dict[bytes, bytes] = {}
    frames = 0
    for name, payload in _chunks(file):
        frames += name == b"ANMF"
        chunks.setdefault(name, payload)
    size, alpha = _size(chunks)
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


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(_FRAMES_LIMIT):
        head = file.read(8)
        if len(head) < 8:
            return
        name, length = head[:4], int.from_bytes(head[4:], "little")
        take = length if name in _READ_CHUNKS and length <= BLOB_LIMIT else min(length, _FRAME_HEAD)
        yield name, file.read(take)
        file.seek(length - take + length % 2, 1)


def _size(chunks: dict[bytes, bytes]) -> tuple[tuple[int, int], bool]:
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


def add_xmp(picture: bytes, xmp: bytes, size: tuple[int, int]) -> bytes:
    """Add an XMP packet to a lossy WebP of one frame without metadata, px wide × high.

    The extended format needs a VP8X chunk first (RFC 9649, 2.7): here with its XMP flag alone.
    """
    if picture[:4] != b"RIFF" or picture[12:16] != b"VP8 ":
        raise ValueError("no WebP of ours")
    canvas = b"".join((side - 1).to_bytes(3, "little") for side in size)
    chunks = (
        _chunk(b"VP8X", b"\x04\0\0\0" + canvas),
        picture[12:],
        _chunk(b"XMP ", xmp),
    )
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)
