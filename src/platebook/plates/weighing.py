"""Finds where a picture in four inks has the most of them: preflight asks it of finished files.

Independent of how press colour is made (``press``): decoded by another library, added up anew.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

#: Rows added up at a time: few enough that they stay in the nearest memory.
_ROWS = 32
_PER_CENT = 100 / 255
_INKS = 4
#: Left, top, right and bottom, in px from the top left, the latter two exclusive.
Window = tuple[int, int, int, int]
#: Per cent of one ink, and the pixel, across and down.
Heaviest = tuple[float, tuple[int, int]]


def heaviest_of_jpeg(jpeg: bytes, window: Window, *, inverted: bool) -> Heaviest | None:
    """Find the pixel of a CMYK JPEG with the most ink; None where it cannot be decoded whole.

    ``inverted`` says that a stored 255 is bare paper, as a PDF's Decode array has it.
    """
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
            if picture.mode != "CMYK":
                return None
            size, marked = picture.size, "adobe" in picture.info
            rows = picture.tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    # Pillow turns the inks round where Adobe's marker stands, as Photoshop does (ITU-T T.872).
    return heaviest_of_rows(rows, size, window, inverted=inverted != marked)


def heaviest_of_rows(
    rows: bytes, size: tuple[int, int], window: Window, *, inverted: bool
) -> Heaviest | None:
    """Find the pixel with the most ink in rows of four bytes a px; None of an empty window."""
    width, height = size
    left, top, right, bottom = window
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if left >= right or top >= bottom:
        return None
    pixels = np.frombuffer(rows, np.uint32, width * height).reshape(height, width)
    most, place = -1, (0, 0)
    for row in range(top, bottom, _ROWS):
        strip = pixels[row : min(row + _ROWS, bottom), left:right]
        strip = ~strip if inverted else strip
        pairs = (strip & 0xFF00FF) + ((strip >> 8) & 0xFF00FF)
        inks = (pairs & 0xFFFF) + (pairs >> 16)
        at = int(inks.argmax())
        heavy = int(inks.flat[at])
        if heavy > most:
            most, place = heavy, (left + at % inks.shape[1], row + at // inks.shape[1])
    return most * _PER_CENT, place
