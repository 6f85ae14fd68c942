"""Where everything on a cover wrap stands: arithmetic in mm, from the sheet's top left.

The spine and a strip of the front beside it stay paper, as if the book were bound in quarter
cloth: the photograph begins at the strip and runs off the other edges. So no colour ends at the
spine, where covers drift by a millimetre or two, and the title lines up with the photograph.

Inside a panel, lengths are counted from the edge by the spine, so that a book that reads
leftwards is the same book mirrored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from platebook.geometry import Box, Size
from platebook.printers import Wrap

#: The strip by the spine, and the margins of a panel, as shares of the panel; least and most mm.
_STRIP, _MARGIN = (0.06, 8.0, 14.0), (0.075, 9.0, 19.0)
#: What a photograph may take of the front: of the height above the title, of the width beside it.
_ABOVE, _BESIDE = (0.34, 0.69), (0.42, 0.64)
#: What a panel over the photograph may take of the front, wide and high.
_PANEL = Size(0.72, 0.44)
#: Hiding a part of the photograph behind a panel is as bad as cropping so much of it.
_HIDDEN = 0.12
_GAP = 0.042
#: The row of small plates on the back: how high at most and at least (share, mm).
_ROW_MOST, _ROW_LEAST_MM = 0.34, 14.0
_ROW_GAP_MM = 3.2
#: Fine print narrower than this goes above the barcode instead of beside it.
_NARROWEST_MM = 44.0
_BARCODE_GAP_MM = 5.0
_LAP_MM = 0.5


@dataclass(frozen=True, slots=True)
class Front:
    """How the front is arranged; ``over`` is the panel that carries the title, where one does.

    ``name`` is below, beside or over: where the title stands, seen from the photograph. ``words``
    is the room for the title and the byline.
    """

    name: str
    photo: Box
    words: Box
    over: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """Where the back's texts and small plates stand."""

    standfirst: Box
    plates: tuple[Box, ...]
    fine: Box


@dataclass(frozen=True, slots=True)
class Panel:
    """The front or the back: ``box`` on the sheet, and on which side of it the spine is."""

    box: Box
    spine_left: bool

    def at(self, inward: float, down: float, width: float, height: float) -> Box:
        """Place a box ``inward`` mm from the edge by the spine and ``down`` mm from the head."""
        across = inward if self.spine_left else self.box.width - inward - width
        return Box(self.box.x + across, self.box.y + down, width, height)

    def margin(self, safe: float) -> float:
        """How far type keeps from the panel's edges: as looks best, and as the printer asks."""
        return max(safe, _clamped(_MARGIN, min(self.box.width, self.box.height)))

    def strip(self, safe: float) -> float:
        """How wide the strip of paper by the spine is."""
        return max(safe, _clamped(_STRIP, self.box.width))


def panels(wrap: Wrap) -> tuple[Panel, Panel]:
    """Give front and back."""
    rightwards = wrap.front.x > wrap.back.x
    return Panel(wrap.front, rightwards), Panel(wrap.back, not rightwards)


def front(wrap: Wrap, pixels: tuple[int, int]) -> Front:
    """Arrange the front so that least of the photograph is lost."""
    panel, _ = panels(wrap)
    choices = [arrange(panel, wrap, pixels) for arrange in (_below, _beside, _over)]
    return min(choices, key=lambda choice: round(_lost(choice, pixels), 2))


def _lost(choice: Front, pixels: tuple[int, int]) -> float:
    ratio = pixels[0] / pixels[1] * choice.photo.height / choice.photo.width
    return 1 - min(ratio, 1 / ratio) + (_HIDDEN if choice.over else 0.0)


def _below(panel: Panel, wrap: Wrap, pixels: tuple[int, int]) -> Front:
    """Photograph off head and fore-edge, title below it."""
    size, edge, strip = panel.box, wrap.edge, panel.strip(wrap.safe)
    margin, gap = panel.margin(wrap.safe), _GAP * size.height
    width = size.width - strip + edge
    least, most = (share * size.height for share in _ABOVE)
    height = min(max(width * pixels[1] / pixels[0] - edge, least), most)
    return Front(
        "below",
        panel.at(strip, -edge, width, height + edge),
        panel.at(
            strip, height + gap, size.width - strip - margin, size.height - height - gap - margin
        ),
    )


def _beside(panel: Panel, wrap: Wrap, pixels: tuple[int, int]) -> Front:
    """Photograph off head, foot and fore-edge, title between it and the spine."""
    size, edge, strip = panel.box, wrap.edge, panel.strip(wrap.safe)
    margin, gap = panel.margin(wrap.safe), _GAP * size.height
    height = size.height + 2 * edge
    least, most = (share * size.width for share in _BESIDE)
    width = min(max(height * pixels[0] / pixels[1] - edge, least), most)
    return Front(
        "beside",
        panel.at(size.width - width, -edge, width + edge, height),
        panel.at(strip, margin, size.width - width - strip - gap, size.height - 2 * margin),
    )


def _over(panel: Panel, wrap: Wrap, _pixels: tuple[int, int]) -> Front:
    """Photograph off three edges, title on a panel of paper in its corner by the spine."""
    size, edge, strip = panel.box, wrap.edge, panel.strip(wrap.safe)
    margin, gap = panel.margin(wrap.safe), _GAP * size.height
    width, height = (size.width - strip) * _PANEL.width, size.height * _PANEL.height
    return Front(
        "over",
        panel.at(strip, -edge, size.width - strip + edge, size.height + 2 * edge),
        panel.at(strip, size.height - height + gap, width - gap, height - gap - margin),
        over=True,
    )


def behind(wrap: Wrap, words: Box, height: float) -> Box:
    """Give the panel of paper behind words that are ``height`` mm high, down to the bleed.

    It laps over the strip, so that no hair of the photograph shows between the two.
    """
    panel, _ = panels(wrap)
    gap = _GAP * panel.box.height
    foot = panel.box.height - panel.margin(wrap.safe)
    top = foot - height - gap
    strip = panel.strip(wrap.safe) - _LAP_MM
    return panel.at(strip, top, words.width + gap + _LAP_MM, panel.box.height + wrap.edge - top)


def fine_room(wrap: Wrap, barcode: Box | None) -> Box:
    """Give the room for the fine print at the foot of the back: beside or above the barcode."""
    _, panel = panels(wrap)
    margin = panel.margin(wrap.safe)
    width, foot = panel.box.width - 2 * margin, panel.box.height - margin
    if barcode is None:
        return panel.at(margin, 0, width, foot)
    from_spine = (
        barcode.x - panel.box.x
        if panel.spine_left
        else panel.box.x + panel.box.width - barcode.x - barcode.width
    )
    inward = from_spine + barcode.width + _BARCODE_GAP_MM
    beside = panel.box.width - margin - inward
    if beside >= _NARROWEST_MM:
        return panel.at(inward, 0, beside, foot)
    return panel.at(margin, 0, width, barcode.y - panel.box.y - _BARCODE_GAP_MM)


def standfirst_width(wrap: Wrap) -> float:
    """Give the measure of the standfirst: short of the panel's width, for large type."""
    _, panel = panels(wrap)
    return min((panel.box.width - 2 * panel.margin(wrap.safe)) * 0.92, 150.0)


def back(
    wrap: Wrap,
    barcode: Box | None,
    heights: tuple[float, float],
    shapes: Sequence[tuple[int, int]],
    share: float,
) -> Back | float:
    """Arrange the back, or say by how many mm it is too full.

    ``heights`` are those of standfirst and fine print, ``shapes`` the px wide × high of the small
    plates, ``share`` how much of its best height their row has.
    """
    _, panel = panels(wrap)
    margin, gap = panel.margin(wrap.safe), _GAP * panel.box.height
    room = fine_room(wrap, barcode)
    words, fine = heights
    top = room.y + room.height - fine
    foot = min(top, barcode.y - _BARCODE_GAP_MM) if barcode else top
    foot -= panel.box.y
    row = _row(panel, margin, shapes, share)
    high = row[0].height if row else 0.0
    used = margin + words + gap * (bool(words) + bool(row)) + high
    if used > foot:
        return used - foot
    # Under a standfirst the row stands close; alone, it hangs a third of the way down.
    down = margin + words + (gap if words else 0.0) + (foot - used) * (0.15 if words else 0.3)
    measure = standfirst_width(wrap)
    fore_edge = panel.box.width - margin
    return Back(
        panel.at(fore_edge - measure, margin, measure, words),
        tuple(
            panel.at(fore_edge - each.x - each.width, down, each.width, each.height) for each in row
        ),
        Box(room.x, top, room.width, fine),
    )


def _row(panel: Panel, margin: float, shapes: Sequence[tuple[int, int]], share: float) -> list[Box]:
    """Set whole photographs side by side, equally high; x counts from the margin.

    Where they would be stamps, fewer are shown.
    """
    if not shapes or not share:
        return []
    width = panel.box.width - 2 * margin - _ROW_GAP_MM * (len(shapes) - 1)
    across = sum(shape[0] / shape[1] for shape in shapes)
    height = min(width / across, panel.box.height * _ROW_MOST) * share
    if height < _ROW_LEAST_MM:
        return _row(panel, margin, shapes[:-1], share)
    boxes, x = [], 0.0
    for shape in shapes:
        wide = height * shape[0] / shape[1]
        boxes.append(Box(x, 0, wide, height))
        x += wide + _ROW_GAP_MM
    return boxes


def _clamped(share: tuple[float, float, float], length: float) -> float:
    return min(max(share[0] * length, share[1]), share[2])
