"""What a photograph's first bytes say of it, whatever its name says; the same shape for all kinds.

A reader of each kind (``jpeg``, ``png``, ``webp``, ``tiff``, ``heif``) fills a ``Header`` without
decoding a pixel, so a bomb is known by its size before anything is unpacked.

Colours are part of it: what the profile in a photograph is, and small profiles for files that only
name theirs. A camera set to Adobe RGB often embeds no profile but a two-letter mark (DCF 2.0,
§ 3.2.1), and a HEIF or AVIF may say its colours in three numbers (ISO/IEC 23091-2). For these a
matrix profile is made here (ICC.1:2004-10, § 8.3); nothing of anyone's is shipped.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

Chromaticity = tuple[float, float]
Row = tuple[float, float, float]

#: How the profile header spells the colour space of a photograph's channels (ICC.1 § 7.2.6).
SPACES = {b"RGB ": "RGB", b"GRAY": "gray", b"CMYK": "CMYK"}
#: How it spells the class of a printer's profile (ICC.1 § 7.2.5).
OUTPUT_CLASS = b"prtr"
_CLASSES = (b"scnr", b"mntr", b"prtr", b"spac")
_HEADER = 128
_D50: Row = (0.9642, 1.0, 0.8249)
_D65: Chromaticity = (0.3127, 0.3290)
_BRADFORD = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)
#: The sRGB curve as ICC's parametric type 3 (IEC 61966-2-1): g, a, b, c, d.
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
#: The camera curve of Rec. 709 and Rec. 2020, the other way round.
REC709_CURVE = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)


@dataclass(frozen=True, slots=True)
class Colours:
    """An RGB colour space: x, y of red, green, blue and white, and its tone curve.

    ``curve`` is a gamma, or the five numbers of ICC's parametric curve type 3.
    """

    name: str
    red: Chromaticity
    green: Chromaticity
    blue: Chromaticity
    curve: float | tuple[float, ...]
    white: Chromaticity = _D65


ADOBE_RGB = Colours(
    "Adobe RGB (1998) compatible", (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), 563 / 256
)
DISPLAY_P3 = Colours("Display P3 compatible", (0.68, 0.32), (0.265, 0.69), (0.15, 0.06), SRGB_CURVE)
REC_2020 = Colours(
    "Rec. 2020 compatible", (0.708, 0.292), (0.17, 0.797), (0.131, 0.046), REC709_CURVE
)


def colour_space(profile: bytes) -> str | None:
    """Return which channels ``profile`` is for (RGB, gray, CMYK); None for no usable profile."""
    if len(profile) < _HEADER or profile[36:40] != b"acsp" or profile[12:16] not in _CLASSES:
        return None
    if int.from_bytes(profile[:4], "big") > len(profile):
        return None
    return SPACES.get(profile[16:20])


def has_lut(profile: bytes) -> bool:
    """Return whether a profile gives colours by a table, so that its numbers may mean anything.

    Else it is curves and a matrix (ICC.1:2022, 8.3.3): equal numbers are gray.
    """
    count = int.from_bytes(profile[_HEADER : _HEADER + 4], "big")
    starts = range(_HEADER + 4, min(len(profile), _HEADER + 4 + 12 * count), 12)
    return any(profile[at : at + 3] in (b"A2B", b"D2B") for at in starts)


@cache
def matrix_profile(colours: Colours) -> bytes:
    """Build the display profile of an RGB space, deterministically."""
    columns = _primaries(colours)
    curve = _curve(colours.curve)
    tags = [
        (b"desc", _multilingual(colours.name)),
        (b"cprt", _multilingual("No rights reserved")),
        (b"wtpt", _xyz(_D50)),
        *zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, columns), strict=True),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    return _assemble(tags)


def _assemble(tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = _HEADER + 4 + 12 * len(tags)
    for name, content in tags:
        table += struct.pack(">4sII", name, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    header = struct.pack(
        ">I4xI4s4s4s6H4sI4xIIQI3i4x",
        size,
        0x04200000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        0,
        0,
        0,
        0,
        1,
        *(round(part * 65536) for part in _D50),
    )
    return header.ljust(_HEADER, b"\0") + table + body


def _xyz(value: Row) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(part * 65536) for part in value))


def _curve(curve: float | tuple[float, ...]) -> bytes:
    numbers = curve if isinstance(curve, tuple) else (curve,)
    kind = 3 if len(numbers) == 5 else 0
    fixed_point = (round(number * 65536) for number in numbers)
    return b"para\0\0\0\0" + struct.pack(f">HH{len(numbers)}i", kind, 0, *fixed_point)


def _multilingual(text: str) -> bytes:
    words = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(words), 28) + words


def _primaries(colours: Colours) -> tuple[Row, ...]:
    """Return the XYZ of full red, green and blue as seen under D50 (ICC.1 Annex E, Bradford)."""
    import numpy as np

    corners = np.array([_to_xyz(corner) for corner in (colours.red, colours.green, colours.blue)])
    white, bradford = np.array(_to_xyz(colours.white)), np.array(_BRADFORD)
    amounts = np.linalg.solve(corners.T, white)
    cones = (corners * amounts[:, None]) @ bradford.T
    adapted = np.linalg.solve(bradford, (cones * (bradford @ _D50) / (bradford @ white)).T).T
    return tuple((float(x), float(y), float(z)) for x, y, z in adapted)


def _to_xyz(corner: Chromaticity) -> Row:
    x, y = corner
    return (x / y, 1.0, (1 - x - y) / y)


#: No photograph that is longer than this (bytes) is read at all.
BYTES_LIMIT = 500_000_000
#: No text or profile of a photograph that is longer than this (bytes) is looked at.
BLOB_LIMIT = 16_000_000
#: The message for a file that cannot be decoded to its end.
DAMAGED = "is damaged or cut off: it cannot be decoded to its end"
COPY_AGAIN = "Copy the file again from the camera or the archive, or export it again."
_HDR = {16: "PQ", 18: "HLG"}
_PRIMARIES = {9: REC_2020, 11: DISPLAY_P3, 12: DISPLAY_P3}
_CURVES: dict[int, float | tuple[float, ...]] = {
    **dict.fromkeys((1, 6, 14, 15), REC709_CURVE),
    4: 2.2,
    5: 2.8,
    8: 1.0,
    13: SRGB_CURVE,
}
#: What the finding about such a photograph is called, wherever it is made of this.
UNFIT = "F001"


class UnfitError(Exception):
    """A photograph that cannot become a plate: ``message`` says why, ``fix`` what to do."""

    def __init__(self, message: str, fix: str) -> None:
        self.message, self.fix = message, fix
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Header:
    """A photograph as its header describes it.

    ``size`` is px wide × high as stored; ``orientation`` (EXIF 2.32 § 4.6.5, 1..8) says how to
    turn it. ``mode`` names the channels as Pillow does (1, L, LA, P, RGB, RGBA, CMYK),
    ``depth`` the bits of each. ``named_colours`` are colours that the file names without a profile;
    ``words`` the EXIF tags of a file that is itself made of tags (TIFF). ``baseline`` is true of
    a JPEG that every reader understands as it is. ``remarks`` are keys of the survey's warnings.
    """

    format: str
    size: tuple[int, int]
    mode: str
    depth: int = 8
    orientation: int = 1
    frames: int = 1
    profile: bytes | None = None
    named_colours: Colours | None = None
    baseline: bool = False
    exif: bytes | None = None
    words: Mapping[int, tuple[int, ...] | bytes] = field(default_factory=dict)
    xmp: tuple[bytes, ...] = ()
    iim: bytes | None = None
    remarks: tuple[str, ...] = ()

    @property
    def upright_size(self) -> tuple[int, int]:
        """The size as a viewer sees it, px wide × high."""
        width, height = self.size
        return (height, width) if self.orientation > 4 else (width, height)

    @property
    def pixels(self) -> int:
        """How many pixels the photograph has."""
        return self.size[0] * self.size[1]


def coded_colours(primaries: int, transfer: int) -> Colours | None:
    """Return the colours that ISO/IEC 23091-2's code points name; None is sRGB or unspecified.

    Raises UnfitError for high dynamic range, whose brightness paper and e-readers do not have.
    """
    if transfer in _HDR:
        raise UnfitError(
            f"is a high-dynamic-range picture ({_HDR[transfer]}), which paper cannot show as meant",
            "Export it in standard dynamic range, for example as a JPEG or a 16-bit TIFF.",
        )
    colours = _PRIMARIES.get(primaries)
    if colours is None:
        return None
    curve = _CURVES.get(transfer, colours.curve)
    return Colours(f"{colours.name} {transfer}", colours.red, colours.green, colours.blue, curve)
