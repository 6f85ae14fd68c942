"""The printed sheet and its grid: trim, bleed and margins; one field for photographs, one line.

Lengths are mm. A sheet is laid out from its media box's own corner, so that a finished page has no
negative origin: x and y count from the top left of the bleed, not of the trim. Boxes on the grid
count from the live area's top left; where something stands at the outer side of a spread, from the
binding edge (``Placement.outer``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from platebook import geometry, i18n
from platebook.geometry import DEFAULT_BLEED_MM, PT_PER_MM, Box, Edges, Size, Trim, fit
from platebook.printers.printer import USUAL_CROSSOVERS, BookBinding, Crossover
from platebook.story import HangLine

#: Margins (mm) of a page of 8.5 × 8.5 in: a little more at the binding, where the paper curves
#: away, and at the foot, where the folio stands.
_MARGINS = Edges(top=17.3, outer=17.3, bottom=23.3, inner=20.5)
#: How much smaller and larger than there margins and type may be.
_LEAST_SCALE, _MOST_SCALE = 0.85, 1.35
#: How far below the live area the folio stands, and its height on a page of 8.5 × 8.5 in: that of
#: its line, and 0.6 mm that Japanese and Arabic fonts reach below it; its type is 7 pt at least.
FOLIO_DROP_MM, _FOLIO_MM, _LEAST_FOLIO_MM = 10.0, 3.22, 3.05


def scale_of(trim: Trim) -> float:
    """Return the factor by which type and margins grow with the page: the root of its area."""
    area, usual = trim.size, geometry.DEFAULT_TRIM.size
    root = math.sqrt(area.width * area.height / (usual.width * usual.height))
    return min(max(root, _LEAST_SCALE), _MOST_SCALE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: ``margins`` from the trim, ``bleed`` outwards; ``fold``: what the binding hides."""

    trim: Trim
    bleed: Edges
    margins: Edges
    direction: str = "ltr"
    fold: Crossover = USUAL_CROSSOVERS[BookBinding.LAY_FLAT]

    @property
    def scale(self) -> float:
        """The size of type and margins, as a share of that on a page of 8.5 × 8.5 in."""
        return scale_of(self.trim)

    @property
    def media(self) -> Size:
        """Trim and bleed together."""
        return Size(
            self.trim.size.width + self.bleed.inner + self.bleed.outer,
            self.trim.size.height + self.bleed.top + self.bleed.bottom,
        )

    @property
    def live(self) -> Size:
        """The area inside the margins, the same on both sides."""
        return Size(
            self.trim.size.width - self.margins.inner - self.margins.outer,
            self.trim.size.height - self.margins.top - self.margins.bottom,
        )

    def binds_left(self, folio: int) -> bool:
        """Return whether page ``folio`` is bound at its left: rectos of a left-to-right book."""
        return (folio % 2 == 1) == (self.direction == "ltr")

    def trim_box(self, folio: int) -> Box:
        """Return where the trim lies in the media box."""
        left = self.bleed.inner if self.binds_left(folio) else self.bleed.outer
        return Box(left, self.bleed.top, self.trim.size.width, self.trim.size.height)

    def live_box(self, folio: int) -> Box:
        """Return where the live area lies in the media box."""
        left = self.margins.inner if self.binds_left(folio) else self.margins.outer
        trim = self.trim_box(folio)
        return Box(trim.x + left, trim.y + self.margins.top, self.live.width, self.live.height)

    def points(self, box: Box) -> tuple[float, float, float, float]:
        """Return a box as PDF wants it: points, left bottom right top, from the bottom left."""
        left, right = box.x, box.x + box.width
        top = self.media.height - box.y
        corners = (left, top - box.height, right, top)
        return tuple(round(length * PT_PER_MM, 4) for length in corners)  # type: ignore[return-value]


def sheet_for(
    trim: Trim,
    direction: str = "ltr",
    bleed: Edges | None = None,
    margins: Edges | None = None,
    fold: Crossover = USUAL_CROSSOVERS[BookBinding.LAY_FLAT],
) -> Sheet:
    """Lay out a sheet for a trim; by default with 3.175 mm of bleed and our margins, lying flat."""
    return Sheet(
        trim,
        Edges.all(DEFAULT_BLEED_MM) if bleed is None else bleed,
        house_margins(trim) if margins is None else margins,
        direction,
        fold,
    )


def folio_reach(trim: Trim) -> float:
    """Return how far the folio reaches below the live area, in mm."""
    return FOLIO_DROP_MM + max(_FOLIO_MM * scale_of(trim), _LEAST_FOLIO_MM)


def house_margins(trim: Trim, usual: Edges | None = None) -> Edges:
    """Return the margins (mm) that suit a trim; ``usual``: a theme's, on a page of 8.5 × 8.5 in."""
    scale, usual = scale_of(trim), usual or _MARGINS
    return Edges(*(round(getattr(usual, edge) * scale, 2) for edge in Edges.__slots__))


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
#: Lines of a caption that have room under every photograph of a book, and of one that needs more.
_USUAL_LINES, _MOST_LINES = 3, 5
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

    ``leading`` is that of the story's script, as a share of Latin's; ``caption_room``
    mm are free for a caption under every photograph, where that is more than usual.
    """

    sheet: Sheet
    hang: HangLine = HangLine.CENTRE
    credited: bool = True
    caption: CaptionType = USUAL_TYPE
    leading: float = 1.0
    caption_room: float = 0.0

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
        """The largest that a photograph can be: what a caption of a few lines leaves."""
        live = self.sheet.live
        room = max(self.caption_room, self._lines(_USUAL_LINES))
        return Size(live.width, live.height - self.gap - room)

    def _lines(self, count: float) -> float:
        """Return the height of a caption of so many lines in the usual size, with its credit."""
        scale = self.sheet.scale
        credit = _CREDIT_MM * scale if self.credited else 0.0
        return count * _LEADING_MM * scale * self.leading + credit

    @property
    def usual(self) -> Grid:
        """The grid with the usual room for captions, which decides which captions are long."""
        return replace(self, caption_room=0.0)

    def with_room_for(self, captions: Iterable[float]) -> Grid:
        """Return a grid with room for captions of four or five lines; ``captions`` are in mm."""
        low, high = self._lines(_USUAL_LINES + 0.5), self._lines(_MOST_LINES + 0.5)
        few = (height for height in captions if low < height < high)
        return replace(self, caption_room=max(self.caption_room, *few, 0.0))

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
        """Return the size of a whole photograph: by its shape alone."""
        return fit(pixels, self.field)

    def side(self, photo: Size) -> tuple[float, float] | None:
        """Return a caption's width beside its photograph, and the photograph's x from the binding.

        None where captions stand below: on pages that are no wider than high, and beside
        photographs that leave too little. The photograph stands in the middle of the page if the
        caption has room there, else at the inner margin.
        """
        live, trim, scale = self.sheet.live.width, self.sheet.trim.size, self.sheet.scale
        minimum, maximum = _LEAST_SIDE_MM * scale, _MOST_SIDE_MM * scale
        if trim.width <= trim.height * 1.05 or photo.width >= photo.height * 0.95:
            return None
        middle = (live - photo.width) / 2
        for x in (middle, 0.0):
            width = live - x - photo.width - self.side_gap
            if width >= minimum:
                return min(width, maximum), x
        return None

    def sunk(self, height: float) -> float:
        """Return how far down a caption of this height begins, that runs over several pages.

        What its last page would leave free is shared by the first, so that no page has few lines.
        """
        lines = math.floor(self.sheet.live.height / self.line)
        pages = math.ceil(height / self.line / lines)
        free = pages * lines * self.line - height
        return max(0.0, min(free / 2 - self.line, _MOST_SUNK * self.sheet.live.height))


def script_leading(language: str) -> float:
    """Return the leading that a language's script wants, as a share of Latin's."""
    return _SCRIPTS.get(i18n.script(language), 1.0)


def caption_types(sheet: Sheet) -> tuple[CaptionType, ...]:
    """Return the sizes that a book's captions may have, the usual one first, down to 7 pt.

    All captions of a book have one: a smaller one is for a book whose longest caption would not
    fit on its facing page else.
    """
    usual = _USUAL_PT * sheet.scale
    sizes = [usual]
    while sizes[-1] * _STEP > SMALLEST_PT:
        sizes.append(sizes[-1] * _STEP)
    if sizes[-1] > SMALLEST_PT:
        sizes.append(SMALLEST_PT)
    # Leading shrinks a little faster than the letters.
    shares = [size / usual for size in sizes]
    return tuple(CaptionType(share, share * (1 - (1 - share) * _CLOSER)) for share in shares)
