"""Converts all colours of a PDF that is about to be written to those of its printer.

Every colour operator of every page, form and pattern is rewritten (ISO 32000-1, 8.6.8), and the
stops of every gradient. WeasyPrint writes each operator with its operands as one item of a list,
so that no content stream needs to be parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from platebook.pdf.engine import PaintError
from platebook.pdf.press.colour_mapping import Cmyk, Palette, Rgb, lab_to_rgb

if TYPE_CHECKING:
    import pydyf

#: Colour operators with their number of operands; in capitals they are for strokes.
_DIRECT = {b"g": 1, b"rg": 3, b"k": 4}
_INKS, _LAB = b"/DeviceCMYK", (b"/lab-d50", b"/lab-d65")
_PATTERN = b"/Pattern"
_FIX = "Give it as sRGB, as lab() or lch(), or in inks as device-cmyk()."


def repaint(pdf: pydyf.PDF, palette: Palette) -> None:
    """Convert all colours but those of images. Raises PaintError for an unsupported space."""
    from weasyprint.pdf.stream import Stream

    known: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}
    for each in pdf.objects:
        if isinstance(each, Stream):
            each.stream = list(_Painter(palette, known).painted(each.stream))
            if "Group" in each.extra:
                each.extra["Group"]["CS"] = palette.area
        elif isinstance(each, dict) and each.get("ShadingType"):
            _blend(each, palette)
        elif isinstance(each, dict) and "lab-d50" in each:
            # The colour space resources that all pages share: no page uses these any more.
            for name in ("lab-d50", "lab-d65"):
                each.pop(name, None)


class _Painter:
    """Tracks the fill colour of one stream, and the colour of type that is set in it.

    The colour is set for areas. Where type of that colour needs another one, it is changed inside
    the text object only, since nothing may stand between a path's construction and its painting.
    """

    def __init__(
        self, palette: Palette, known: dict[tuple[bytes, bytes], tuple[bytes, bytes]]
    ) -> None:
        self._palette = palette
        self._known = known
        self._spaces = {b"cs": _PATTERN, b"CS": _PATTERN}
        self._area = self._type = b""

    def painted(self, items: Iterable[Any]) -> Iterator[Any]:
        """Give the items of the stream with all colours converted."""
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
                key, self._inked(item, space, stroke=stroke)
            )
        if stroke:
            yield type_
        else:
            self._area, self._type = area, type_
            yield area

    def _inked(self, item: bytes, space: bytes, *, stroke: bool) -> tuple[bytes, bytes]:
        """Give the colour operator for areas, and the one for type and lines."""
        numbers = tuple(map(float, item.split()[:-1]))
        both = (_said(numbers, space, self._palette, fine=fine) for fine in (False, True))
        area, type_ = (self._palette.operator(said, stroke=stroke) for said in both)
        return area, type_


def _said(
    numbers: tuple[float, ...], space: bytes, palette: Palette, *, fine: bool
) -> tuple[float, ...]:
    if space in _LAB:
        return palette.rgb(lab_to_rgb(*numbers), fine=fine)
    if space not in (b"", _INKS):
        name = space.decode().lstrip("/")
        raise PaintError(f"a colour of the space {name} cannot be printed", _FIX)
    held = [min(max(number, 0.0), 1.0) for number in numbers]
    if len(held) == 4:
        inks: Cmyk = (held[0], held[1], held[2], held[3])
        return palette.cmyk(inks, fine=fine)
    seen: Rgb = (held[0], held[1], held[2]) if len(held) == 3 else (held[0],) * 3
    return palette.rgb(seen, fine=fine)


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
            function[end] = pydyf.Array(palette.blended((red, green, blue)))
