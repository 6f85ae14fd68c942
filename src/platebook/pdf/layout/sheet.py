"""The printed sheet: trim, bleed and margins of a recto and a verso, in mm.

A sheet is laid out from its media box's own corner, so that a finished page has no negative
origin: x and y count from the top left of the bleed, not of the trim.
"""

from __future__ import annotations

from dataclasses import dataclass

from platebook.geometry import DEFAULT_BLEED_MM, PT_PER_MM, Box, Edges, Size, Trim

#: Margins as shares of the trim's shorter side, as a photo book's page wants them: a little
#: more at the binding, where the paper curves away, and at the foot, where the folio stands.
_SHARES = Edges(top=0.08, outer=0.08, bottom=0.108, inner=0.095)
_LEAST_MM = Edges(top=12.0, outer=12.0, bottom=16.0, inner=13.0)
_MOST_MM = Edges(top=22.0, outer=22.0, bottom=28.0, inner=26.0)
#: How far the folio reaches below the live area: its distance in print.css, and its own height.
FOLIO_MM = 9.2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's paper. ``margins`` count from the trim, ``bleed`` outwards from it."""

    trim: Trim
    bleed: Edges
    margins: Edges
    direction: str = "ltr"

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
) -> Sheet:
    """Lay out a sheet for a trim: 3.175 mm of bleed and the house's margins, if not told."""
    return Sheet(
        trim,
        Edges.all(DEFAULT_BLEED_MM) if bleed is None else bleed,
        house_margins(trim) if margins is None else margins,
        direction,
    )


def house_margins(trim: Trim) -> Edges:
    """Give the margins, in mm, that a photo book of this trim looks best with."""
    side = min(trim.size.width, trim.size.height)

    def margin(share: float, least: float, most: float) -> float:
        return round(min(max(share * side, least), most), 2)

    return Edges(
        margin(_SHARES.top, _LEAST_MM.top, _MOST_MM.top),
        margin(_SHARES.outer, _LEAST_MM.outer, _MOST_MM.outer),
        margin(_SHARES.bottom, _LEAST_MM.bottom, _MOST_MM.bottom),
        margin(_SHARES.inner, _LEAST_MM.inner, _MOST_MM.inner),
    )
