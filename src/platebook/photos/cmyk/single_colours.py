"""Single colours and grays in the inks of a press profile, for type, rules and backgrounds.

Components of colours are 0 to 1: no light or no ink, to full. Without NumPy, so that a book whose
only inks are those of its type need not load it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from platebook.errors import UsageError
from platebook.photos import colour, libvips
from platebook.photos.cmyk.profile import ROW, inks_of, profile_of, table_path
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import ColourTarget

#: Full ink in steps of 255, and what makes sixteen bits of eight.
_FULL, _DEEP = 255, 257


@lru_cache(maxsize=8)
def curve(target: ColourTarget) -> bytes:
    """Give, for each sRGB gray, the gray that black ink alone prints as light as that.

    256 levels as DeviceGray has them, 0 for full black. With black-point compensation the tones
    are laid between paper and full black ink; without it they are cut off there. Raises
    UnfitError where the target's profile is no longer the one that was chosen.
    """
    luminance = [_luminance(value) for value in _lightness(profile_of(target))]
    paper, black = luminance[0], luminance[-1]
    rising = [value / paper for value in reversed(luminance)]
    levels = bytearray()
    for level in range(_FULL + 1):
        goal = _light(level / _FULL)
        goal = black + goal * (1 - black) if target.black_point else goal
        levels.append(round(_between(rising, goal)))
    levels[-1] = _FULL
    return bytes(levels)


def _lightness(profile: bytes) -> Sequence[float]:
    """Return L* of black ink from none to all of it, never lighter with more ink."""
    ramp = array("H", (part for ink in range(_FULL + 1) for part in (0, 0, 0, ink * _DEEP)))
    row = libvips.vips().Image.new_from_memory(ramp.tobytes(), _FULL + 1, 1, 4, "ushort")
    lab = colour.to_lab(row.copy(interpretation="cmyk"), profile).write_to_memory()
    return list(accumulate(array("f", bytes(lab))[::3], min))


def _luminance(light: float) -> float:
    """Return Y, 0 to 1, of L* (CIE 15)."""
    return float(((light + 16) / 116) ** 3 if light > 8 else light / 903.3)


def _light(level: float) -> float:
    """Return the light of sRGB's number for it, both 0 to 1 (IEC 61966-2-1)."""
    return float(level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4)


def _between(rising: Sequence[float], value: float) -> float:
    """Return the place of a value in a rising row, as a fraction between two where it must be."""
    at = bisect_right(rising, value) - 1
    if at < 0:
        return 0.0
    if at >= len(rising) - 1:
        return len(rising) - 1.0
    return at + (value - rising[at]) / (rising[at + 1] - rising[at])


Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]
_FULL = 255


def prepare(target: ColourTarget) -> Path:
    """Compute what any colour takes of a target, before a fork: libvips' threads are lost there.

    Returns the file that a fork must be able to read.
    """
    black_ink(0.0, target)
    to_inks((0.0, 0.0, 0.0), target)
    return table_path(target)


def to_inks(rgb: Rgb, target: ColourTarget) -> Cmyk:
    """Return the inks of an sRGB colour, within the target's ink limit."""
    red, green, blue = (round(part * _FULL) for part in rgb)
    at = red | green << 8 | blue << 16
    with _same_profile(target):
        row = inks_of(at, target) or _look_up(at, target)
    cyan, magenta, yellow, black = (step / _FULL for step in row)
    return cyan, magenta, yellow, black


def black_ink(gray: float, target: ColourTarget) -> float:
    """Return the black ink that prints as light as an sRGB gray."""
    with _same_profile(target):
        return 1 - curve(target)[round(gray * _FULL)] / _FULL


def to_rgb(inked: Cmyk, target: ColourTarget) -> Rgb:
    """Return the sRGB colour that inks have on paper, white where there is none."""
    from PIL import Image, ImageCms

    patch = Image.new("CMYK", (1, 1), tuple(round(part * _FULL) for part in inked))
    pixel = ImageCms.profileToProfile(
        patch,
        ImageCms.ImageCmsProfile(BytesIO(profile(target))),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    red, green, blue = pixel.tobytes() if pixel else (0, 0, 0)
    return red / _FULL, green / _FULL, blue / _FULL


def profile(target: ColourTarget) -> bytes:
    """Return the bytes of a target's colour profile."""
    with _same_profile(target):
        return profile_of(target)


def profile_name(target: ColourTarget) -> str:
    """Return the name that a target's profile has for itself, else that of its file."""
    return colour.description(profile(target)) or target.profile.name


def _look_up(at: int, target: ColourTarget) -> bytes:
    """Look a colour up in the LUT, which is computed if need be."""
    from platebook.photos.cmyk import lut  # imports NumPy

    return int(lut.table(target)[at]).to_bytes(ROW, "little")


@contextmanager
def _same_profile(target: ColourTarget) -> Iterator[None]:
    try:
        yield
    except UnfitError:
        raise UsageError.of(
            target.profile.name, "the profile changed while the book was made", "Build again."
        ) from None
