"""Finds where a picture in four inks has the most of them, and draws that: for preflight.

Independent of how press colour is made (``press``): decoded by another library, added up anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageChops

from platebook.photos.integrity import scan_data
from platebook.photos.integrity.structure_check import read_only_scan

#: Rows added up at a time: few enough that they stay in the nearest memory.
_ROWS = 16
_PER_CENT = 100 / 255
_FULL = 4 * 255
_INKS = 4
#: The long side that a picture is at least left with when it is made small, in px.
_SMALL_EDGE = 128
_PAIRS, _LOW = 0xFF00FF, 0xFFFF
#: Left, top, right and bottom, in px from the top left, the latter two exclusive.
Window = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class InkMaximum:
    """The most ink, in per cent of one ink, and the pixel that has it, across and down.

    ``small`` is the picture made small, as rows of four inks a px, and ``size`` its px: the
    picture was decoded anyway, and may be shown in a report. Empty otherwise. ``whole_size`` is
    that of a JPEG (px) whose data were complete.
    """

    per_cent: float
    at: tuple[int, int]
    small: bytes = b""
    size: tuple[int, int] = (0, 0)
    whole_size: tuple[int, int] | None = None


def find_jpeg_maximum(jpeg: bytes, window: Window, *, inverted: bool) -> InkMaximum | None:
    """Find the pixel of a CMYK JPEG with the most ink; None where it cannot be decoded whole.

    ``inverted`` says that a stored 255 is bare paper, as a PDF's Decode array has it.
    """
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
            if image.mode != "CMYK":
                return None
            state, pixels = read_only_scan(jpeg + scan_data.END, 1)
            whole = image.size if state is scan_data.ScanState.WHOLE else None
            picture: Image.Image = pixels or image
            # Pillow turns the inks round where Adobe's marker stands, as Photoshop stores them.
            turned = inverted != ("adobe" in picture.info)
            picture.load()
            width = picture.width
            maximum = _find_maximum(_strips(picture, window), window, width, inverted=turned)
            small = picture.reduce(max(1, max(picture.size) // _SMALL_EDGE))
            small = ImageChops.invert(small) if turned else small
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return InkMaximum(*maximum, small.tobytes(), small.size, whole) if maximum else None


def find_rows_maximum(
    rows: bytes, size: tuple[int, int], window: Window, *, inverted: bool
) -> InkMaximum | None:
    """Find the pixel with the most ink in rows of four bytes a px; None of an empty window."""
    width, height = size
    strips = (
        (top, rows[top * width * _INKS : (top + _ROWS) * width * _INKS])
        for top in range(max(window[1], 0), min(window[3], height), _ROWS)
    )
    maximum = _find_maximum(strips, window, width, inverted=inverted)
    return InkMaximum(*maximum) if maximum else None


def _strips(picture: Image.Image, window: Window) -> Iterator[tuple[int, bytes]]:
    """Cut a picture into strips, each with its top: small pieces are copied where they stand."""
    for top in range(max(window[1], 0), min(window[3], picture.height), _ROWS):
        bottom = min(top + _ROWS, picture.height)
        yield top, picture.crop((0, top, picture.width, bottom)).tobytes()


def _find_maximum(
    strips: Iterable[tuple[int, bytes]], window: Window, width: int, *, inverted: bool
) -> tuple[float, tuple[int, int]] | None:
    left, right, maximum = max(window[0], 0), min(window[2], width), -1
    if left >= right:
        return None
    place = (0, 0)
    spare = np.empty((_ROWS, right - left), np.uint32)
    other = np.empty_like(spare)
    for top, rows in strips:
        strip = np.frombuffer(rows, np.uint32).reshape(-1, width)[: window[3] - top, left:right]
        inks, rest = spare[: len(strip)], other[: len(strip)]
        # Two inks at a time, side by side in one number, and then the two sums.
        np.bitwise_and(strip, _PAIRS, out=inks)
        np.right_shift(strip, 8, out=rest)
        rest &= _PAIRS
        inks += rest
        np.right_shift(inks, 16, out=rest)
        inks &= _LOW
        inks += rest
        at = int(inks.argmin() if inverted else inks.argmax())
        row, across = divmod(at, right - left)
        ink = _FULL - int(inks[row, across]) if inverted else int(inks[row, across])
        if ink > maximum:
            maximum, place = ink, (left + across, top + row)
    return (maximum * _PER_CENT, place) if maximum >= 0 else None


def most_ink(profile: bytes) -> float | None:
    """Return the most ink, in per cent, that a CMYK profile makes of any dark colour; None without.

    Profiles are made for a paper, and hold its limit in their tables (ICC.1, B2A).
    """
    from PIL import ImageCms

    darks = bytes(
        value
        for light in range(0, 128, 8)
        for a in range(0, 256, 32)
        for b in range(0, 256, 32)
        for value in (light, (a + 128) % 256, (b + 128) % 256)
    )
    chart = Image.frombytes("LAB", (len(darks) // 3, 1), darks)
    try:
        ink_chart = ImageCms.profileToProfile(
            chart,
            ImageCms.createProfile("LAB"),
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="CMYK",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    if ink_chart is None:
        return None
    rows = np.frombuffer(ink_chart.tobytes(), np.uint8).reshape(-1, _INKS)
    return float(rows.sum(axis=1, dtype=np.uint32).max() * _PER_CENT)


_HEAT_QUALITY = 80
#: Ink, as a share of the limit, and the colour (sRGB) that stands for it in a heat map.
_HEAT = (
    (0.0, (255, 255, 255)),
    (0.5, (205, 214, 222)),
    (0.85, (110, 130, 150)),
    (0.93, (222, 200, 130)),
    (1.0, (226, 160, 40)),
)
#: Over the limit.
_TOO_MUCH = (190, 0, 40)


def ink_heat_map(jpeg: bytes, edge: int, limit: float, *, inverted: bool) -> bytes:
    """Draw how much ink a CMYK JPEG lays, as a JPEG of at most ``edge`` px a side.

    Each px shows the heaviest of those that it stands for, so that no speck is lost: gray up to
    nine tenths of ``limit`` (per cent of one ink), then amber, red above it. ``inverted`` says that
    a stored 255 is bare paper. Empty where it cannot be decoded.
    """
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
            if picture.mode != "CMYK":
                return b""
            values, has_adobe_marker = np.asarray(picture), "adobe" in picture.info
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    inks = 255 - values if inverted != has_adobe_marker else values
    ink = inks.sum(axis=2, dtype=np.uint16)
    by = -(-max(ink.shape) // edge)
    rows, columns = (-(-side // by) for side in ink.shape)
    canvas = np.zeros((rows * by, columns * by), np.uint16)
    canvas[: ink.shape[0], : ink.shape[1]] = ink
    maxima = canvas.reshape(rows, by, columns, by).max(axis=(1, 3))
    share = maxima / (limit * 255 / 100)
    stops = [stop for stop, _ in _HEAT]
    bands = zip(*(colour for _, colour in _HEAT), strict=True)
    pixels = np.stack([np.interp(share, stops, list(band)) for band in bands], axis=2)
    # What rounding of eight-bit values alone puts over the limit is not over it.
    pixels[maxima > limit * 2.55 + 2] = _TOO_MUCH
    with BytesIO() as file:
        Image.fromarray(pixels.astype(np.uint8)).save(file, "JPEG", quality=_HEAT_QUALITY)
        return file.getvalue()
