"""Press: a photograph in the inks of a printer's profile, no pixel of the file over the ink limit.

JPEG rounds, and so adds ink where it takes some elsewhere. Every pixel is therefore brought so
far below the limit that what JPEG adds does not reach it (``lut.JPEG_MARGIN``).
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from platebook.photos import colour, libvips
from platebook.photos.cmyk import lut, single_colours
from platebook.photos.cmyk.profile import profile_of
from platebook.photos.libvips import Picture
from platebook.photos.model import ColourTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint32]

#: Pixels looked up at a time: few enough that they and their inks stay in the nearest memory.
_STRIP = 16_384
#: The lowest quality at which the margin holds; a press photograph is never coded worse.
MIN_QUALITY = 90


def encode(
    picture: Picture, target: ColourTarget, quality: int, source: bytes | None = None
) -> bytes:
    """Encode an 8-bit picture as baseline JPEG in inks; ``source`` is its profile if not sRGB's.

    Colour becomes CMYK, stored the other way round and marked so (Adobe's APP14, transform 0), at
    full resolution in every ink. Gray becomes DeviceGray for black ink alone: neutral for sure.
    A photograph that has the printer's own profile keeps its inks, below the limit.
    """
    quality = max(quality, MIN_QUALITY)
    if picture.bands == 1:
        curve = libvips.vips().Image.new_from_memory(
            single_colours.curve(target), 256, 1, 1, "uchar"
        )
        return libvips.encode(picture.maplut(curve), quality, "4:4:4")
    if picture.bands == 4:
        rows = _of_inks(picture, target, source or b"")
    else:
        rows = _look_up(picture, lut.table(target, source))
    return _encode_jpeg(rows, (picture.width, picture.height), quality)


def _encode_jpeg(rows: Pixels, size: tuple[int, int], quality: int) -> bytes:
    """Encode by Pillow: the same bytes as libvips', for four fifths of its time."""
    from PIL import Image

    image = Image.frombuffer("CMYK", size, rows, "raw", "CMYK", 0, 1)
    with BytesIO() as file:
        image.save(file, "JPEG", quality=quality, subsampling="4:4:4")
        return file.getvalue()


def _look_up(picture: Picture, table: Pixels) -> Pixels:
    """Look every pixel up: its three bytes and a zero, read as one number, are its index."""
    places = np.frombuffer(picture.bandjoin(0).write_to_memory(), "<u4")
    # Results overwrite the indices: new memory costs as much as the look-up.
    inks = places.view(np.uint32) if places.flags.writeable else np.empty(len(places), np.uint32)
    for at in range(0, len(places), _STRIP):
        strip = slice(at, at + _STRIP)
        # A place is below 2²⁴ whatever it is, so nothing is ever clipped: it spares a copy.
        table.take(places[strip], out=inks[strip], mode="clip")
    return inks


def _of_inks(picture: Picture, target: ColourTarget, source: bytes) -> Pixels:
    """Convert inks of one press to those of another; those of the same stay as they are."""
    profile = profile_of(target)
    if hashlib.sha256(source).hexdigest() != target.sha256:
        picture = colour.to_inks(picture, source, target)
    return lut.limit_inks(np.frombuffer(picture.write_to_memory(), np.uint32), target, profile)
