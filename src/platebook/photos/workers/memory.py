"""How much memory a photograph's decoder holds, and room for so many at a time as fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from platebook.photos.formats.header import Header

#: Bytes that decoders may hold together, for each process that is allowed. With two, and what
#: the processes themselves hold, a build stays below 600 MB.
SHARE = 200_000_000
#: Bytes that are held for each px, measured: by decoders that hold a picture whole, and in strips.
_PER_PIXEL = {"AVIF": 15.5, "HEIF": 6.0, "WEBP": 8.3}
_IN_STRIPS = 1.0
#: A progressive JPEG's decoder holds two bytes for each sample until it has read all scans.
_COEFFICIENT = 2
_CHANNELS = {"L": 1, "CMYK": 4}
#: Formats whose deep pixels are held as such.
_WITH_DEPTH = {"AVIF", "HEIF"}


def held(header: Header, *, progressive: bool = False) -> int:
    """Say about how many bytes the decoder of a photograph holds at a time."""
    each = _PER_PIXEL.get(header.format, _IN_STRIPS)
    if progressive:
        each = _COEFFICIENT * _CHANNELS.get(header.mode, 3)
    if header.depth > 8 and header.format in _WITH_DEPTH:
        each *= 2
    return round(header.pixels * each)


class MemoryBudget:
    """Room for decoders: they wait until the others leave enough; one alone always has enough."""

    def __init__(self, size: int) -> None:
        self._size, self._taken, self._left = size, 0, Condition()

    @contextmanager
    def taken(self, held: int) -> Iterator[None]:
        """Wait for room for ``held`` bytes, and take it for as long as the block lasts."""
        with self._left:
            self._left.wait_for(lambda: not self._taken or self._taken + held <= self._size)
            self._taken += held
        try:
            yield
        finally:
            with self._left:
                self._taken -= held
                self._left.notify_all()
