"""The printed sheet: trim, bleed and margins of a recto and a verso, in mm.

A sheet is laid out from its media box's own corner, so that a finished page has no negative
origin: x and y count from the top left of the bleed, not of the trim.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from platebook import geometry
from platebook.geometry import DEFAULT_BLEED_MM, PT_PER_MM, Box, Edges, Size, Trim
from platebook.printers.printer import USUAL_CROSSOVERS, BookBinding, Crossover

#: Margins (mm) of a page of 8.5 × 8.5 in: a little more at the binding, where the paper curves
#: away, and at the foot, where the folio stands.
_MARGINS = Edges(top=17.3, outer=17.3, bottom=23.3, inner=20.5)
#: How much smaller and larger than there margins and type may be.
_LEAST_SCALE, _MOST_SCALE = 0.85, 1.35
#: How far below the live area the folio stands, and its height on a page of 8.5 × 8.5 in: that of
#: its line, and 0.6 mm that Japanese and Arabic fonts reach below it.
FOLIO_DROP_MM, _FOLIO_MM = 10.0, 3.22


def scale_of(trim: Trim) -> float:
    """Give the factor by which type and margins grow with the page: the root of its area."""
    area, usual = trim.size, geometry.DEFAULT_TRIM.size
    root = math.sqrt(area.width * area.height / (usual.width * usual.height))
    return min(max(root, _LEAST_SCALE), _MOST_SCALE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's paper. ``margins`` count from the trim, ``bleed`` outwards from it.

    ``fold`` is what the binding hides where two pages face each other.
    """

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
        """Whether page ``folio`` is bound at its left: rectos of a book that reads rightwards."""
        return (folio % 2 == 1) == (self.direction == "ltr")

    def trim_box(self, folio: int) -> Box:
        """Where the trim lies in the media box."""
        left = self.bleed.inner if self.binds_left(folio) else self.bleed.outer
        return Box(left, self.bleed.top, self.trim.size.width, self.trim.size.height)

    def live_box(self, folio: int) -> Box:
        """Where the live area lies in the media box."""
        left = self.margins.inner if self.binds_left(folio) else self.margins.outer
        trim = self.trim_box(folio)
        return Box(trim.x + left, trim.y + self.margins.top, self.live.width, self.live.height)

    def points(self, box: Box) -> tuple[float, float, float, float]:
        """Give a box as PDF wants it: points, left bottom right top, from the bottom left."""
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
    """Lay out a sheet for a trim: 3.175 mm of bleed and the default margins, unless given.

    Unless a ``fold`` is given, the book lies flat.
    """
    return Sheet(
        trim,
        Edges.all(DEFAULT_BLEED_MM) if bleed is None else bleed,
        house_margins(trim) if margins is None else margins,
        direction,
        fold,
    )


def folio_reach(trim: Trim) -> float:
    """Give how far the folio reaches below the live area, in mm."""
    return FOLIO_DROP_MM + _FOLIO_MM * scale_of(trim)


def house_margins(trim: Trim, usual: Edges | None = None) -> Edges:
    """Give the margins, in mm, that a photo book of this trim looks best with.

    ``usual`` are a theme's own, on a page of 8.5 × 8.5 in.
    """
    scale, usual = scale_of(trim), usual or _MARGINS
    return Edges(*(round(getattr(usual, edge) * scale, 2) for edge in Edges.__slots__))
