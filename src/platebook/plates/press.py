"""Press: a photograph in the inks of a printer's profile, no pixel of the file over the ink limit.

JPEG rounds, and so adds ink where it takes some elsewhere. Every pixel is therefore brought so
far below the limit that what JPEG adds does not reach it (``inks.JPEG_MARGIN``).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from platebook.plates import colour, inks, pixels, tables
from platebook.plates.model import ColourTarget
from platebook.plates.pixels import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint32]

#: Pixels looked up at a time: few enough that they and their inks stay in the nearest memory.
_STRIP = 16_384
#: The lowest quality at which the margin holds; a press photograph is never coded worse.
LEAST_QUALITY = 90


def encoded(
    picture: Picture, target: ColourTarget, quality: int, source: bytes | None = None
) -> bytes:
    """Encode an 8-bit picture as baseline JPEG in inks; ``source`` is its profile if not sRGB's.

    Colour becomes CMYK, stored the other way round and marked so (Adobe's APP14, transform 0), at
    full resolution in every ink. Gray becomes DeviceGray for black ink alone: neutral for sure.
    A photograph that has the printer's own profile keeps its inks, below the limit.
    """
    quality = max(quality, LEAST_QUALITY)
    if picture.bands == 1:
        curve = pixels.vips().Image.new_from_memory(tables.curve(target), 256, 1, 1, "uchar")
        return pixels.encoded(picture.maplut(curve), quality, "4:4:4")
    if picture.bands == 4:
        rows = _of_inks(picture, target, source or b"")
    else:
        rows = _looked_up(picture, tables.table(target, source))
    shown = pixels.vips().Image.new_from_memory(rows, picture.width, picture.height, 4, "uchar")
    return pixels.encoded(shown.copy(interpretation="cmyk"), quality, "4:4:4")


def _looked_up(picture: Picture, table: Pixels) -> Pixels:
    """Look every pixel up: its three bytes and a zero, read as one number, are its place."""
    places = np.frombuffer(picture.bandjoin(0).write_to_memory(), "<u4")
    # What is found takes the place of its place: fresh memory costs as much as the look-up.
    found = places.view(np.uint32) if places.flags.writeable else np.empty(len(places), np.uint32)
    for at in range(0, len(places), _STRIP):
        strip = places[at : at + _STRIP].astype(np.intp)
        # A place is below 2²⁴ whatever it is, so nothing is ever clipped: it spares a copy.
        np.take(table, strip, out=found[at : at + _STRIP], mode="clip")
    return found


def _of_inks(picture: Picture, target: ColourTarget, source: bytes) -> Pixels:
    """Convert inks of one press to those of another; those of the same stay as they are."""
    profile = tables.profile_of(target)
    if hashlib.sha256(source).hexdigest() != target.sha256:
        picture = colour.to_inks(picture, source, target)
    return inks.capped(np.frombuffer(picture.write_to_memory(), np.uint32), target, profile)
