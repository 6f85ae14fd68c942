"""The grid that all pages of a printed book share: one field for photographs, one line, one type.

Lengths are mm. Boxes count from the live area's top left; where something stands at the outer side
of a spread, from the binding edge (``Placement.outer``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from platebook import geometry, i18n
from platebook.geometry import Box, Size, fit
from platebook.pdf.layout.sheet import Sheet
from platebook.story import HangLine

#: Below, of a page of 8.5 × 8.5 in. Leading and size of a caption, as in print.css.
_LEADING_MM = 13 / geometry.PT_PER_MM
#: The leading of scripts whose letters reach further above and below their line than Latin's, or
#: fill it (ISO 15924).
_SCRIPTS = {
    **dict.fromkeys(("Arab", "Aran"), 1.25),
    **dict.fromkeys(("Deva", "Hans", "Hant", "Jpan", "Kore"), 1.1),
    "Thai": 1.15,
}
#: A credit line under a caption: the distance to it, and its leading.
_CREDIT_MM = 4.9
_GAP_MM, _SIDE_GAP_MM = 4.2, 7.0
#: About 75 characters of a caption; the narrowest column under a photograph, and beside one.
_MEASURE_MM, _NARROW_MM, _LEAST_SIDE_MM, _MOST_SIDE_MM = 124.0, 62.0, 46.0, 72.0
#: Lines of a caption that have room under every photograph.
_KEPT_LINES = 3
#: The share of its first page that a caption on several pages may leave free above it.
_MOST_SUNK = 0.4


@dataclass(frozen=True, slots=True)
class CaptionType:
    """The size of all captions of a book, as a share of the usual one, with its leading."""

    size: float = 1.0
    leading: float = 1.0


USUAL_TYPE = CaptionType()
#: Points of the usual size, of the smallest, and the step from size to size; and how much closer
#: the lines of smaller type stand.
_USUAL_PT, SMALLEST_PT, _STEP, _CLOSER = 9.0, 7.0, 0.9, 0.55


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of one book. ``credited``: credit lines stand under captions.

    ``leading`` is that of the story's script, as a share of Latin's.
    """

    sheet: Sheet
    hang: HangLine = HangLine.CENTRE
    credited: bool = True
    caption: CaptionType = USUAL_TYPE
    leading: float = 1.0

    @property
    def line(self) -> float:
        """A caption's leading."""
        return _LEADING_MM * self.sheet.scale * self.caption.leading * self.leading

    @property
    def gap(self) -> float:
        """The distance between a photograph and the caption under it."""
        return _GAP_MM * self.sheet.scale

    @property
    def side_gap(self) -> float:
        """The distance between a photograph and the caption beside it."""
        return _SIDE_GAP_MM * self.sheet.scale

    @property
    def field(self) -> Size:
        """The largest that a photograph can be: what a caption of three lines leaves."""
        live, scale = self.sheet.live, self.sheet.scale
        credit = _CREDIT_MM * scale if self.credited else 0.0
        kept = self.gap + _KEPT_LINES * _LEADING_MM * scale * self.leading + credit
        return Size(live.width, live.height - kept)

    @property
    def measure(self) -> float:
        """The widest column of a caption."""
        return min(self.sheet.live.width, _MEASURE_MM * self.sheet.scale)

    @property
    def narrow(self) -> float:
        """The narrowest column of a caption under a photograph."""
        return min(self.sheet.live.width, _NARROW_MM * self.sheet.scale)

    def hung(self, size: Size, within: float | None = None) -> Box:
        """Place something of a size on the shared line, in the middle of the live area's width.

        ``within`` is the height of what it may not leave; else that of the field.
        """
        field = self.field.height
        top = {
            HangLine.TOP: 0.0,
            HangLine.CENTRE: (field - size.height) / 2,
            HangLine.FOOT: field - size.height,
        }[self.hang]
        lowest = (field if within is None else within) - size.height
        left = (self.sheet.live.width - size.width) / 2
        return Box(left, max(0.0, min(top, lowest)), size.width, size.height)

    def photo(self, pixels: tuple[int, int]) -> Size:
        """Give the size of a whole photograph: by its shape alone."""
        return fit(pixels, self.field)

    def side(self, photo: Size) -> tuple[float, float] | None:
        """Give the width of a caption beside a photograph, and the photograph's x from the binding.

        None where captions stand below: on pages that are no wider than high, and beside
        photographs that leave too little. The photograph stands in the middle of the page if the
        caption has room there, else at the inner margin.
        """
        live, trim, scale = self.sheet.live.width, self.sheet.trim.size, self.sheet.scale
        least, most = _LEAST_SIDE_MM * scale, _MOST_SIDE_MM * scale
        if trim.width <= trim.height * 1.05 or photo.width >= photo.height * 0.95:
            return None
        middle = (live - photo.width) / 2
        for x in (middle, 0.0):
            width = live - x - photo.width - self.side_gap
            if width >= least:
                return min(width, most), x
        return None

    def sunk(self, height: float) -> float:
        """How far down a caption of this height begins, that runs over several pages.

        What its last page would leave free is shared by the first, so that no page has few lines.
        """
        lines = math.floor(self.sheet.live.height / self.line)
        pages = math.ceil(height / self.line / lines)
        free = pages * lines * self.line - height
        return max(0.0, min(free / 2 - self.line, _MOST_SUNK * self.sheet.live.height))


def leading_of(language: str) -> float:
    """Give the leading that a language's script wants, as a share of Latin's."""
    return _SCRIPTS.get(i18n.script(language), 1.0)


def caption_types(sheet: Sheet) -> tuple[CaptionType, ...]:
    """Give the sizes that a book's captions may have, the usual one first, down to 7 pt.

    All captions of a book have one: a smaller one is for a book whose longest caption would not
    fit on its facing page else.
    """
    usual = _USUAL_PT * sheet.scale
    sizes = [usual]
    while sizes[-1] * _STEP > SMALLEST_PT:
        sizes.append(sizes[-1] * _STEP)
    if sizes[-1] > SMALLEST_PT:
        sizes.append(SMALLEST_PT)
    return tuple(_type(size / usual) for size in sizes)


def _type(size: float) -> CaptionType:
    """Give a size and its leading, which shrinks a little faster than the letters."""
    return CaptionType(size, size * (1 - (1 - size) * _CLOSER))
