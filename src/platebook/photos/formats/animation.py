"""Reads how long an animated picture moves: GIF89a, PNG 3 (APNG), WebP (RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

_PNG = b"\x89PNG\r\n\x1a\n"
#: Browsers show a frame of a GIF for a tenth of a second where it says less than 20 ms.
_SHORTEST, _USUAL = 0.02, 0.1
#: Frames and blocks that are counted.
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Animation:
    """Frames, the seconds that all of them take, and how often they are shown (inf: always)."""

    frames: int
    seconds: float
    times: float


def read_animation(picture: bytes) -> Animation | None:
    """Read how a picture moves; None where it has one frame, or is of another kind or damaged."""
    try:
        if picture[:6] in (b"GIF87a", b"GIF89a"):
            found = _gif(picture)
        elif picture[:8] == _PNG:
            found = _png(picture)
        elif picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
            found = _webp(picture)
        else:
            return None
    except (IndexError, struct.error):
        return None
    return found if found.frames > 1 else None


def _gif(picture: bytes) -> Animation:
    """Walk the blocks; without Netscape's extension the frames are shown once."""
    frames, seconds, times, at = 0, 0.0, 1.0, 13 + _table(picture[10])
    while picture[at] != 0x3B and frames < _MOST:
        if picture[at] == 0x2C:
            frames += 1
            at += 11 + _table(picture[at + 9])
        elif picture[at] == 0x21 and picture[at + 1] == 0xF9:
            delay = int.from_bytes(picture[at + 4 : at + 6], "little") / 100
            seconds += delay if delay >= _SHORTEST else _USUAL
            at += 2
        elif picture[at : at + 2] == b"\x21\xff" and picture[at + 3 : at + 14] == b"NETSCAPE2.0":
            loops = int.from_bytes(picture[at + 16 : at + 18], "little")
            times = loops + 1.0 if loops else inf
            at += 2
        elif picture[at] == 0x21:
            at += 2
        else:
            break
        while picture[at]:
            at += picture[at] + 1
        at += 1
    return Animation(frames, seconds, times)


def _table(flags: int) -> int:
    """Return the bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _png(picture: bytes) -> Animation:
    frames, seconds, times = 0, 0.0, 1.0
    for kind, at in _chunks(picture, 8, ">", first=4):
        if kind == b"acTL":
            frames, plays = struct.unpack_from(">II", picture, at)
            times = float(plays) if plays else inf
        elif kind == b"fcTL":
            delay, unit = struct.unpack_from(">HH", picture, at + 20)
            seconds += delay / (unit or 100)
    return Animation(frames, seconds, times)


def _webp(picture: bytes) -> Animation:
    frames, seconds, times = 0, 0.0, 1.0
    for kind, at in _chunks(picture, 12, "<", first=0):
        if kind == b"ANIM":
            loops = int.from_bytes(picture[at + 4 : at + 6], "little")
            times = float(loops) if loops else inf
        elif kind == b"ANMF":
            frames += 1
            seconds += int.from_bytes(picture[at + 12 : at + 15], "little") / 1000
    return Animation(frames, seconds, times)


def _chunks(picture: bytes, at: int, order: str, *, first: int) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk's name and where its data begin: PNG's have a length before their name.

    ``first`` is where the name stands in a chunk's head: 4 in PNG, 0 in RIFF.
    """
    for _ in range(_MOST):
        if at + 8 > len(picture):
            return
        (length,) = struct.unpack_from(f"{order}I", picture, at + 4 - first)
        yield picture[at + first : at + first + 4], at + 8
        at += 12 + length if first else 8 + length + length % 2
