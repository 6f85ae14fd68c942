"""Maps the colours of stylesheets to those of the file: CMYK of one press, or sRGB.

Stylesheets are written once, in any colour space. Gray type is printed in black ink alone, since
four plates never register exactly and type shows it; type that is meant as black is 100 % black,
without halftone dots.
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

#: Chroma (CIE LCh) up to which a colour counts as gray. The limit for type and lines is higher,
#: since a warm gray there would need four inks; an area may be cream.
_GRAY_TYPE, _GRAY_AREA = 6.5, 3.0
#: L* up to which a gray counts as black, and from which it counts as paper white.
_BLACK, _PAPER = 18.0, 99.5
#: Amounts of black ink, and of the other three together, from which type counts as rich black.
_RICH_BLACK, _RICH_OTHERS = 0.5, 0.3
_D50 = (0.9642, 1.0, 0.8249)


class Palette(Protocol):
    """Converts each colour of a page to the colour spaces of the file (used by ``recolour``).

    ``fine`` is true for type and lines. ``area`` is the colour space of gradients.
    """

    @property
    def area(self) -> str: ...  # noqa: D102

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers: ...  # noqa: D102

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers: ...  # noqa: D102

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a gradient, as components of ``area``."""

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write the operator that sets a colour (ISO 32000-1, 8.6.8)."""


@dataclass(frozen=True)
class FourInks:
    """CMYK of one press, within its total ink limit."""

    target: ColourTarget
    area: str = "/DeviceCMYK"

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Print a gray in black ink, any other colour by the press profile, like photographs."""
        if (light := _gray(colour, fine=fine)) is not None:
            return 0.0, 0.0, 0.0, _black_ink(light, self.target)
        return single_colours.to_inks(colour, self.target)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Keep a ``device-cmyk()`` colour, within the limit; black type is black ink alone."""
        if fine and _is_rich(colour):
            return 0.0, 0.0, 0.0, 1.0
        *others, black = colour
        room = self.target.ink_limit / 100 - black
        share = min(1.0, room / sum(others)) if sum(others) else 1.0
        return *(part * share for part in others), black

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a gradient in CMYK."""
        return self.rgb(colour)

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write ``k`` or ``K``."""
        return _written(colour, "K" if stroke else "k")


@dataclass(frozen=True)
class ScreenColours:
    """RGB, for screens and for printers that convert it themselves; grays stay gray.

    ``area`` is DeviceRGB, or an ICCBased sRGB: then ``named`` is that space's name in the
    resources of the pages.
    """

    area: str = "/DeviceRGB"
    named: str = ""

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Keep a colour; a gray becomes DeviceGray, which prints in black ink."""
        if (light := _gray(colour, fine=fine)) is None:
            return colour
        return (0.0 if light <= _BLACK else _encoded(_luminance(light)),)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Convert black ink alone to gray, and other inks to their look on coated paper."""
        *others, black = colour
        if fine and _is_rich(colour):
            return (0.0,)
        return (1 - black,) if not any(others) else _on_paper(colour)

    def blended(self, colour: Rgb) -> Numbers:
        """Give a colour of a gradient unchanged."""
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
    """Apply the sRGB transfer curve to linear light; both 0 to 1."""
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
