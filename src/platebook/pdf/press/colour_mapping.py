"""How a printed file says its colours: in four inks, or in sRGB for those who want that.

Stylesheets are written once, in any colours. Here each becomes what its printer wants. Gray type
is printed in black ink alone, since four inks never meet exactly, and a letter shows it; type that
was meant as black is solid black, without the dots of a tint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from typing import Protocol

from platebook import photos
from platebook.photos import ColourTarget
from platebook.photos.cmyk import single_colours

Numbers = tuple[float, ...]
Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]

#: Chroma (CIE L*C*h) up to which a colour is a gray: in type and lines a warm gray is one too,
#: since it would need four inks; an area may be cream.
_GRAY_TYPE, _GRAY_AREA = 6.5, 3.0
#: L* up to which a gray is meant as black, and from which it is paper.
_BLACK, _PAPER = 18.0, 99.5
#: Black ink and the others together from which type is a black of several inks.
_RICH_BLACK, _RICH_OTHERS = 0.5, 0.3
_D50 = (0.9642, 1.0, 0.8249)


class Palette(Protocol):
    """What ``repainting`` asks: every colour of a page as numbers of the file's own spaces.

    ``fine`` is for type and lines. ``area`` is the colour space of what blends several colours.
    """

    @property
    def area(self) -> str: ...  # noqa: D102

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers: ...  # noqa: D102

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers: ...  # noqa: D102

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a blend, in the numbers of ``area``."""

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write the operator that sets a colour (ISO 32000-1, 8.6.8)."""


@dataclass(frozen=True)
class FourInks:
    """Cyan, magenta, yellow and black of one press, never more than its ink limit."""

    target: ColourTarget
    area: str = "/DeviceCMYK"

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Print a gray in black ink, anything else as a photograph of it would be."""
        if (light := _gray(colour, fine=fine)) is not None:
            return 0.0, 0.0, 0.0, _black_ink(light, self.target)
        return single_colours.to_inks(colour, self.target)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Keep inks that a stylesheet names, within the limit; fine black is black ink alone."""
        if fine and _is_rich(colour):
            return 0.0, 0.0, 0.0, 1.0
        *others, black = colour
        room = self.target.ink_limit / 100 - black
        share = min(1.0, room / sum(others)) if sum(others) else 1.0
        return *(part * share for part in others), black

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a blend in four inks."""
        return self.rgb(colour)

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write ``k`` or ``K``."""
        return _written(colour, "K" if stroke else "k")


@dataclass(frozen=True)
class ScreenColours:
    """The colours of screens, for printers that convert them; grays as gray.

    ``area`` is DeviceRGB, or sRGB by its profile: then ``named`` is that space's name in the
    pages' resources.
    """

    area: str = "/DeviceRGB"
    named: str = ""

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Keep a colour; a gray is one number, which a printer prints in black ink."""
        if (light := _gray(colour, fine=fine)) is None:
            return colour
        return (0.0 if light <= _BLACK else _encoded(_luminance(light)),)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Show black ink alone as gray, and other inks as they look on coated paper."""
        *others, black = colour
        if fine and _is_rich(colour):
            return (0.0,)
        return (1 - black,) if not any(others) else _on_paper(colour)

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a blend as it is."""
        return colour

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write ``g`` or ``rg``, or choose the space and the colour in it; large for lines."""
        if len(colour) == 1:
            return _written(colour, "G" if stroke else "g")
        if not self.named:
            return _written(colour, "RG" if stroke else "rg")
        space = f"/{self.named} {'CS' if stroke else 'cs'}\n".encode()
        return space + _written(colour, "SCN" if stroke else "scn")


def lab_to_rgb(lightness: float, a: float, b: float) -> Rgb:
    """Give the sRGB colour nearest to a CIE L*a*b* colour under D50."""
    middle = (lightness + 16) / 116
    bent = (middle + a / 500, middle, middle - b / 200)
    x, y, z = (
        white * (part**3 if part > 6 / 29 else (part - 16 / 116) * 3 * (6 / 29) ** 2)
        for part, white in zip(bent, _D50, strict=True)
    )
    return (
        _encoded(3.1341359 * x - 1.6173863 * y - 0.4906619 * z),
        _encoded(-0.9787955 * x + 1.9162543 * y + 0.0334427 * z),
        _encoded(0.0719553 * x - 0.2289768 * y + 1.4053860 * z),
    )


def _gray(colour: Rgb, *, fine: bool) -> float | None:
    """Give L* of a colour that is a gray, else None."""
    lightness, a, b = _lab(colour)
    return lightness if hypot(a, b) <= (_GRAY_TYPE if fine else _GRAY_AREA) else None


def _lab(colour: Rgb) -> tuple[float, float, float]:
    """Give CIE L*a*b* under D50 of an sRGB colour (IEC 61966-2-1, adapted by Bradford)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    seen = (
        0.4360657 * red + 0.3851515 * green + 0.1430784 * blue,
        0.2224932 * red + 0.7168870 * green + 0.0606169 * blue,
        0.0139239 * red + 0.0970812 * green + 0.7140994 * blue,
    )
    x, y, z = (
        (part / white) ** (1 / 3) if part / white > (6 / 29) ** 3 else part / white * 7.787 + 4 / 29
        for part, white in zip(seen, _D50, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _luminance(lightness: float) -> float:
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3


def _encoded(light: float) -> float:
    """Give sRGB's number for an amount of light, both 0 to 1."""
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _black_ink(lightness: float, target: ColourTarget) -> float:
    if lightness <= _BLACK:
        return 1.0
    return (
        0.0
        if lightness >= _PAPER
        else single_colours.black_ink(_encoded(_luminance(lightness)), target)
    )


def _is_rich(colour: Cmyk) -> bool:
    *others, black = colour
    return black >= _RICH_BLACK and sum(others) >= _RICH_OTHERS


@lru_cache(maxsize=256)
def _on_paper(colour: Cmyk) -> Rgb:
    return single_colours.to_rgb(colour, photos.target())


def _written(numbers: Numbers, operator: str) -> bytes:
    parts = (f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
    return f"{' '.join(parts)} {operator}".encode()
