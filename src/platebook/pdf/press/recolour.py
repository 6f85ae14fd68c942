"""Converts all colours of a PDF that is about to be written to those of its printer.

Every colour operator of every page, form and pattern is rewritten (ISO 32000-1, 8.6.8), and the
stops of every gradient. WeasyPrint writes each operator with its operands as one item of a list,
so that no content stream needs to be parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from typing import TYPE_CHECKING, Any

from platebook.pdf.engine import PaintError
from platebook.photos.cmyk import press_profile
from platebook.photos.model import ColourTarget

if TYPE_CHECKING:
    import pydyf

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


@dataclass(frozen=True)
class FourInks:
    """CMYK of one press, within its ink limit; ``fine`` is for type and lines."""

    target: ColourTarget
    area: str = "/DeviceCMYK"

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Print a gray in black ink, any other colour by the press profile, like photographs."""
        if (light := _gray(colour, fine=fine)) is not None:
            return 0.0, 0.0, 0.0, _black_ink(light, self.target)
        return press_profile.to_inks(colour, self.target)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Keep a ``device-cmyk()`` colour, within the limit; black type is black ink alone."""
        if fine and _is_rich(colour):
            return 0.0, 0.0, 0.0, 1.0
        *others, black = colour
        room = self.target.ink_limit / 100 - black
        share = min(1.0, room / sum(others)) if sum(others) else 1.0
        return *(part * share for part in others), black

    def blend(self, colour: Rgb) -> Numbers:
        """Return a colour of a gradient in CMYK."""
        return self.rgb(colour)

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write ``k`` or ``K``."""
        return _write(colour, "K" if stroke else "k")


@dataclass(frozen=True)
class ScreenColours:
    """RGB, for screens and for printers that convert it themselves; grays stay gray.

    ``area`` is DeviceRGB, or an ICCBased sRGB: then ``space_name`` is that space's name in the
    resources of the pages.
    """

    area: str = "/DeviceRGB"
    space_name: str = ""

    def rgb(self, colour: Rgb, *, fine: bool = False) -> Numbers:
        """Keep a colour; a gray becomes DeviceGray, which prints in black ink."""
        if (light := _gray(colour, fine=fine)) is None:
            return colour
        return (0.0 if light <= _BLACK else _encode(press_profile.luminance(light)),)

    def cmyk(self, colour: Cmyk, *, fine: bool = False) -> Numbers:
        """Convert black ink alone to gray, and other inks to their look on coated paper."""
        *others, black = colour
        if fine and _is_rich(colour):
            return (0.0,)
        return (1 - black,) if not any(others) else _on_paper(colour)

    def blend(self, colour: Rgb) -> Numbers:
        """Return a colour of a gradient unchanged."""
        return colour

    def operator(self, colour: Numbers, *, stroke: bool) -> bytes:
        """Write ``g`` or ``rg``, or choose the space and the colour in it; large for lines."""
        if len(colour) == 1:
            return _write(colour, "G" if stroke else "g")
        if not self.space_name:
            return _write(colour, "RG" if stroke else "rg")
        space = f"/{self.space_name} {'CS' if stroke else 'cs'}\n".encode()
        return space + _write(colour, "SCN" if stroke else "scn")


#: Converts each colour of a page to the colour spaces of the file.
Palette = FourInks | ScreenColours


def lab_to_rgb(lightness: float, a: float, b: float) -> Rgb:
    """Return the sRGB colour nearest to a CIE L*a*b* colour under D50."""
    middle = (lightness + 16) / 116
    curve = (middle + a / 500, middle, middle - b / 200)
    x, y, z = (
        white * (part**3 if part > 6 / 29 else (part - 16 / 116) * 3 * (6 / 29) ** 2)
        for part, white in zip(curve, _D50, strict=True)
    )
    return (
        _encode(3.1341359 * x - 1.6173863 * y - 0.4906619 * z),
        _encode(-0.9787955 * x + 1.9162543 * y + 0.0334427 * z),
        _encode(0.0719553 * x - 0.2289768 * y + 1.4053860 * z),
    )


def _gray(colour: Rgb, *, fine: bool) -> float | None:
    """Return L* of a colour that is a gray, else None."""
    lightness, a, b = _lab(colour)
    return lightness if hypot(a, b) <= (_GRAY_TYPE if fine else _GRAY_AREA) else None


def _lab(colour: Rgb) -> tuple[float, float, float]:
    """Return CIE L*a*b* under D50 of an sRGB colour (IEC 61966-2-1, adapted by Bradford)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    rgb = (
        0.4360657 * red + 0.3851515 * green + 0.1430784 * blue,
        0.2224932 * red + 0.7168870 * green + 0.0606169 * blue,
        0.0139239 * red + 0.0970812 * green + 0.7140994 * blue,
    )
    x, y, z = (
        (part / white) ** (1 / 3) if part / white > (6 / 29) ** 3 else part / white * 7.787 + 4 / 29
        for part, white in zip(rgb, _D50, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _encode(light: float) -> float:
    """Apply the sRGB transfer curve to linear light; both 0 to 1."""
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _black_ink(lightness: float, target: ColourTarget) -> float:
    if lightness <= _BLACK:
        return 1.0
    if lightness >= _PAPER:
        return 0.0
    return press_profile.black_ink(_encode(press_profile.luminance(lightness)), target)


def _is_rich(colour: Cmyk) -> bool:
    *others, black = colour
    return black >= _RICH_BLACK and sum(others) >= _RICH_OTHERS


@lru_cache(maxsize=256)
def _on_paper(colour: Cmyk) -> Rgb:
    return press_profile.to_rgb(colour, press_profile.target())


def _write(numbers: Numbers, operator: str) -> bytes:
    parts = (f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
    return f"{' '.join(parts)} {operator}".encode()


#: Colour operators with their number of operands; in capitals they are for strokes.
_DIRECT = {b"g": 1, b"rg": 3, b"k": 4}
_INKS, _LAB = b"/DeviceCMYK", (b"/lab-d50", b"/lab-d65")
_PATTERN = b"/Pattern"
_FIX = "Give it as sRGB, as lab() or lch(), or in inks as device-cmyk()."


def repaint(pdf: pydyf.PDF, palette: Palette) -> None:
    """Convert all colours but those of images. Raises PaintError for an unsupported space."""
    from weasyprint.pdf.stream import Stream

    cache: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}
    for pdf_object in pdf.objects:
        if isinstance(pdf_object, Stream):
            pdf_object.stream = list(_Painter(palette, cache).convert(pdf_object.stream))
            if "Group" in pdf_object.extra:
                pdf_object.extra["Group"]["CS"] = palette.area
        elif isinstance(pdf_object, dict) and pdf_object.get("ShadingType"):
            _blend(pdf_object, palette)
        elif isinstance(pdf_object, dict) and "lab-d50" in pdf_object:
            # The colour space resources that all pages share: no page uses these any more.
            for name in ("lab-d50", "lab-d65"):
                pdf_object.pop(name, None)


class _Painter:
    """Tracks the fill colour of one stream, and the colour of type that is set in it.

    The colour is set for areas. Where type of that colour needs another one, it is changed inside
    the text object only, since nothing may stand between a path's construction and its painting.
    """

    def __init__(
        self, palette: Palette, cache: dict[tuple[bytes, bytes], tuple[bytes, bytes]]
    ) -> None:
        self._palette = palette
        self._known = cache
        self._spaces = {b"cs": _PATTERN, b"CS": _PATTERN}
        self._area = self._type = b""

    def convert(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield the items of the stream with all colours converted."""
        for item in items:
            operator = item[item.rfind(b" ") + 1 :] if isinstance(item, bytes) else b""
            if operator in (b"cs", b"CS"):
                yield from self._choose(item, operator)
            elif operator.lower() in (b"scn", *_DIRECT):
                yield from self._set(item, operator)
            elif operator in (b"BT", b"ET") and self._area != self._type:
                yield from (item, self._area) if operator == b"ET" else (self._type, item)
            else:
                if operator == b"Q":  # the restored colour is set again before its next use
                    self._area = self._type = b""
                yield item

    def _choose(self, item: bytes, operator: bytes) -> Iterator[bytes]:
        space = item.split()[0]
        self._spaces[operator] = space
        if space == _PATTERN:
            yield item

    def _set(self, item: bytes, operator: bytes) -> Iterator[bytes]:
        stroke = operator.isupper()
        space = b""
        if operator in (b"scn", b"SCN"):
            space = self._spaces[b"CS" if stroke else b"cs"]
        if space == _PATTERN:
            area = type_ = item
        else:
            key = (space, item)
            area, type_ = self._known.get(key) or self._known.setdefault(
                key, self._colour_operators(item, space, stroke=stroke)
            )
        if stroke:
            yield type_
        else:
            self._area, self._type = area, type_
            yield area

    def _colour_operators(self, item: bytes, space: bytes, *, stroke: bool) -> tuple[bytes, bytes]:
        """Return the colour operator for areas, and the one for type and lines."""
        numbers = tuple(map(float, item.split()[:-1]))
        both = (_read_colour(numbers, space, self._palette, fine=fine) for fine in (False, True))
        area, type_ = (self._palette.operator(colour, stroke=stroke) for colour in both)
        return area, type_


def _read_colour(
    numbers: tuple[float, ...], space: bytes, palette: Palette, *, fine: bool
) -> tuple[float, ...]:
    if space in _LAB:
        return palette.rgb(lab_to_rgb(*numbers), fine=fine)
    if space not in (b"", _INKS):
        name = space.decode().lstrip("/")
        raise PaintError(f"a colour of the space {name} cannot be printed", _FIX)
    components = [min(max(number, 0.0), 1.0) for number in numbers]
    if len(components) == 4:
        inks: Cmyk = (components[0], components[1], components[2], components[3])
        return palette.cmyk(inks, fine=fine)
    red, green, blue = components if len(components) == 3 else components[:1] * 3
    return palette.rgb((red, green, blue), fine=fine)


def _blend(shading: dict[str, Any], palette: Palette) -> None:
    if shading["ColorSpace"] == "/DeviceRGB":  # DeviceGray belongs to a mask
        shading["ColorSpace"] = palette.area
        _stops(shading["Function"], palette)


def _stops(function: dict[str, Any], palette: Palette) -> None:
    """Convert the end colours of an interpolation function (ISO 32000-1, 7.10)."""
    import pydyf

    for part in function.get("Functions", ()):
        _stops(part, palette)
    for end in ("C0", "C1"):
        if end in function:
            red, green, blue = (min(max(float(part), 0.0), 1.0) for part in function[end])
            function[end] = pydyf.Array(palette.blend((red, green, blue)))
