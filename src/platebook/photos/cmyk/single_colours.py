"""Swatches: one colour at a time in the inks that a photograph of that colour would get.

For type, rules and backgrounds, which come as numbers and not as pixels. Every part of a colour
here is 0 to 1: no light or no ink, and all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from platebook.errors import UsageError
from platebook.photos import colour
from platebook.photos.cmyk import lut_file
from platebook.photos.cmyk.gray import curve
from platebook.photos.formats.header import UnfitError
from platebook.photos.model import ColourTarget

Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]
_FULL = 255


def inks(seen: Rgb, target: ColourTarget) -> Cmyk:
    """Give the inks of an sRGB colour, within the target's ink limit."""
    red, green, blue = (round(part * _FULL) for part in seen)
    at = red | green << 8 | blue << 16
    with _same_profile(target):
        row = lut_file.inks_of(at, target) or _looked_up(at, target)
    cyan, magenta, yellow, black = (step / _FULL for step in row)
    return cyan, magenta, yellow, black


def black(gray: float, target: ColourTarget) -> float:
    """Give the black ink that prints as light as an sRGB gray."""
    with _same_profile(target):
        return 1 - curve(target)[round(gray * _FULL)] / _FULL


def seen(inked: Cmyk, target: ColourTarget) -> Rgb:
    """Give the sRGB colour that inks have on paper, white where there is none."""
    from PIL import Image, ImageCms

    patch = Image.new("CMYK", (1, 1), tuple(round(part * _FULL) for part in inked))
    shown = ImageCms.profileToProfile(
        patch,
        ImageCms.ImageCmsProfile(BytesIO(profile(target))),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    red, green, blue = shown.tobytes() if shown else (0, 0, 0)
    return red / _FULL, green / _FULL, blue / _FULL


def profile(target: ColourTarget) -> bytes:
    """Give the bytes of a target's colour profile."""
    with _same_profile(target):
        return lut_file.profile_of(target)


def profile_name(target: ColourTarget) -> str:
    """Give the name that a target's profile has for itself, else that of its file."""
    return colour.description(profile(target)) or target.profile.name


def _looked_up(at: int, target: ColourTarget) -> bytes:
    """Have a table made, or found by one who waits for it."""
    from platebook.photos.cmyk import lut_cache  # late, for it brings NumPy along

    return int(lut_cache.table(target)[at]).to_bytes(lut_file.ROW, "little")


@contextmanager
def _same_profile(target: ColourTarget) -> Iterator[None]:
    try:
        yield
    except UnfitError:
        raise UsageError.of(
            target.profile.name, "the profile changed while the book was made", "Build again."
        ) from None
