"""An ISBN as a barcode that shops scan: EAN-13 (ISO/IEC 15420), in mm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from platebook import isbn
from platebook.geometry import Box
from platebook.printers.cover_sheet import Wrap

#: The width of the narrowest bar at 100 %, and the symbol's parts in such widths: what stays
#: white before and after the bars, the bars themselves, and how far guards reach below the rest.
_MODULE_MM = 0.33
_QUIET_LEFT, _BARS, _QUIET_RIGHT, _GUARDS = 11, 95, 7, 5
#: At 100 %: how high the bars are, the line of figures under them, the line with “ISBN” above.
_HIGH_MM, _FIGURES_MM, _LABEL_MM = 22.85, 3.3, 3.2
_LARGEST, _SMALLEST = 1.0, 0.8
#: White round the whole symbol, so that dark paper ends well before its quiet zones.
_AIR_MM = 0.5
#: Which bars, counted in modules, are guards: at both ends and in the middle.
_GUARDED = ((0, 3), (45, 50), (92, 95))


@dataclass(frozen=True, slots=True)
class Bar:
    """One black bar, in mm from the top left of the symbol's box."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BarcodeDrawing:
    """A symbol to be drawn: ``box`` on the sheet, white; ``scale`` is its magnification.

    ``figures`` are the three groups printed under the bars, each with its left edge and its
    width; ``label`` is printed above. ``line`` is where the figures' line begins.
    """

    box: Box
    scale: float
    bars: tuple[Bar, ...]
    figures: tuple[tuple[str, float, float], ...]
    label: str
    line: float

    @property
    def type_size(self) -> float:
        """How large the figures are set, in mm."""
        return _FIGURES_MM * self.scale


def barcode(digits: str, wrap: Wrap, margin: float) -> BarcodeDrawing | None:
    """Draw an ISBN in the box that the printer keeps for it, else at the back's foot by the spine.

    It is as large as its room lets it be, from 100 to 80 %; None where there is not even so much.
    """
    for step in range(21):
        scale = _LARGEST - step * (_LARGEST - _SMALLEST) / 20
        width, height = _size(scale)
        box = _place(wrap, margin, width, height)
        if box:
            return _draw(digits, box, scale)
    return None


def _size(scale: float) -> tuple[float, float]:
    modules = _QUIET_LEFT + _BARS + _QUIET_RIGHT
    width = modules * _MODULE_MM * scale + 2 * _AIR_MM
    return width, (_HIGH_MM + _FIGURES_MM + _LABEL_MM) * scale + 2 * _AIR_MM


def _place(wrap: Wrap, margin: float, width: float, height: float) -> Box | None:
    """Centre the symbol in the printer's box; without one, set it into the panel's corner."""
    room = wrap.barcode
    if room:
        if width > room.width or height > room.height:
            return None
        x, y = room.x + (room.width - width) / 2, room.y + (room.height - height) / 2
        return Box(x, y, width, height)
    back = wrap.back
    if width > back.width - 2 * margin or height > back.height / 2:
        return None
    spine_left = wrap.back.x > wrap.front.x
    x = back.x + margin if spine_left else back.x + back.width - margin - width
    return Box(x, back.y + back.height - margin - height, width, height)


def _draw(digits: str, box: Box, scale: float) -> BarcodeDrawing:
    module = _MODULE_MM * scale
    left, top = _AIR_MM + _QUIET_LEFT * module, _AIR_MM + _LABEL_MM * scale
    tall = _HIGH_MM * scale
    bars = tuple(
        Bar(left + start * module, top, width * module, tall + guard * _GUARDS * module)
        for start, width, guard in _runs(digits)
    )
    figures = (
        (digits[0], _AIR_MM, (_QUIET_LEFT - 2) * module),
        (digits[1:7], left + 3 * module, 42 * module),
        (digits[7:], left + 50 * module, 42 * module),
    )
    return BarcodeDrawing(box, scale, bars, figures, f"ISBN {isbn.hyphenate(digits)}", top + tall)


def _runs(digits: str) -> Iterator[tuple[int, int, bool]]:
    """Yield each bar's first module, how many it is wide, and whether it is a guard."""
    from barcode.ean import EuropeanArticleNumber13

    (modules,) = EuropeanArticleNumber13(digits).build()
    at = 0
    for black, run in groupby(modules):
        width = len(list(run))
        if black == "1":
            yield at, width, any(start <= at < end for start, end in _GUARDED)
        at += width
