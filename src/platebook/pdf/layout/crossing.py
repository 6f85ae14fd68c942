"""Crops a photograph that fills two pages, so that what must be seen is not in the fold.

Shares of a photograph's width count from 0 to 1, from its left; lengths are mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from platebook.pdf.layout.arrange import Placement
from platebook.pdf.layout.sheet import Sheet

#: What must be seen keeps so far from the strip that the binding hides; and, where the crop leaves
#: a choice, so far from the fold (a guide of Dreambooks: main matter is 25 mm from the middle).
CLEAR_MM, _WANTED_MM = 2.0, 25.0
Focus = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a spread shows of its photograph: ``seen`` of its width, about ``middle``, the fold.

    ``width`` is that of what is shown; ``shifted`` how far it was moved because of the fold.
    """

    middle: float
    seen: float
    width: float
    shifted: float = 0.0

    @classmethod
    def of(
        cls, placement: Placement, pixels: tuple[int, int], focus: Focus | None, sheet: Sheet
    ) -> Crossing:
        """Crop about the focus, and beside it where the binding hides what is in the middle."""
        box, seen, wanted = placement.photo, 1.0, (focus or (0.5, 0.5))[0]
        if placement.bleeds:
            seen = min(1.0, box.width / box.height * pixels[1] / pixels[0])
        about = cls(_kept(wanted, seen), seen, box.width)
        if focus is None or not sheet.fold.hidden or abs(about.away(wanted)) >= _WANTED_MM:
            return about
        apart = _WANTED_MM * seen / box.width
        middle = max(
            (_kept(wanted + apart, seen), _kept(wanted - apart, seen)),
            key=lambda x: (round(abs(x - wanted), 6), -abs(x - about.middle)),
        )
        shifted = abs(middle - about.middle) / seen * box.width
        return cls(middle, seen, box.width, shifted if shifted > 0.05 else 0.0)

    def away(self, x: float) -> float:
        """How far a place of the photograph is from the fold; left of it, less than 0."""
        return (x - self.middle) / self.seen * self.width

    def nearest_free(self, x: float, least: float) -> float:
        """Give the nearest place that is ``least`` from the fold, to a thousandth outwards."""
        apart = least * self.seen / self.width
        before = floor((self.middle - apart) * 1000) / 1000
        after = ceil((self.middle + apart) * 1000) / 1000
        return before if abs(x - before) <= abs(x - after) else after


def _kept(middle: float, seen: float) -> float:
    """Keep what is shown inside the photograph."""
    return min(max(middle, seen / 2), 1 - seen / 2)
