"""Where everything on a cover wrap stands: arithmetic in mm, from the sheet's top left.

The spine and a strip of the front beside it stay paper, as if the book were bound in quarter
cloth: the photograph begins at the strip and runs off the other edges. So no colour ends at the
spine, where covers drift by a millimetre or two, and the title lines up with the photograph.

Inside a panel, lengths are counted from the edge by the spine, so that a book that reads
leftwards is the same book mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from platebook.geometry import PT_PER_MM, Box
from platebook.pdf import engine
from platebook.printers.cover_sheet import Wrap

if TYPE_CHECKING:
    from weasyprint import Document

#: Type is measured at this size, then scaled; a line is twice as high as its type.
EM_MM = 10.0
LINE = 2.0
#: Below this type cannot be read on a shelf; above it, it shouts.
LEAST_PT, _MOST_PT = 7.0, 22.0
#: How high, in ems, the ink of a line is at least: that of small letters with capitals.
_FLATTEST = 0.7
#: Between title and name, in ems.
_BETWEEN = 2.0
#: Kept free beyond the printer's clearance on either side, against rounding.
_AIR_MM = 0.05
_DOTS_PER_PT = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of type as it was measured, in ems.

    ``width`` is its advance; its ink reaches from ``top`` to ``foot``, counted from the top of
    its line.
    """

    width: float
    top: float
    foot: float

    @property
    def high(self) -> float:
        """How high its ink is."""
        return self.foot - self.top


@dataclass(frozen=True, slots=True)
class SpineTextLayout:
    """Type for the spine: ``size`` in mm, the ``box`` of its line before it is turned.

    ``shift`` moves the line within the box so that its ink stands in the middle; ``turn`` is in
    degrees clockwise. ``named`` says whether the photographer fits beside the title.
    """

    size: float
    box: Box
    shift: float
    turn: int
    named: bool


def has_room_for_text(wrap: Wrap, least_pt: float, high: float = _FLATTEST) -> bool:
    """Return whether the spine is wide enough for the smallest type, its ink ``high`` ems high."""
    return _across(wrap) >= high * _least(least_pt)


def fit_spine(
    wrap: Wrap, lines: Mapping[str, Measured], margin: float, least_pt: float
) -> SpineTextLayout | None:
    """Set the spine's text as large as its width and length allow; None if it fits in no size.

    ``lines`` has the measured ``title`` and, if there is one, ``name``, which is left out where
    both are too long; ``margin`` mm stay free at head and foot, and ``least_pt`` is the smallest
    type that the printer takes.
    """
    length = wrap.spine.height - 2 * margin
    for parts in (tuple(lines), ("title",)):
        lines_shown = [lines[part] for part in parts]
        top, foot = min(line.top for line in lines_shown), max(line.foot for line in lines_shown)
        long = sum(line.width for line in lines_shown) + _BETWEEN * (len(lines_shown) - 1)
        size = min(_across(wrap) / (foot - top), length / long, _MOST_PT / PT_PER_MM)
        if size >= _least(least_pt):
            shift = (LINE / 2 - (top + foot) / 2) * size
            turn = 90 if wrap.front.x > wrap.back.x else -90  # the letters' heads to the front
            return SpineTextLayout(size, _box(wrap, length, size), shift, turn, "name" in parts)
    return None


def _across(wrap: Wrap) -> float:
    return wrap.spine.width - 2 * (wrap.spine_clear + _AIR_MM)


def _least(least_pt: float) -> float:
    return max(LEAST_PT, least_pt) / PT_PER_MM


def _box(wrap: Wrap, length: float, size: float) -> Box:
    middle = wrap.spine.x + wrap.spine.width / 2, wrap.spine.y + wrap.spine.height / 2
    high = LINE * size
    return Box(middle[0] - length / 2, middle[1] - high / 2, length, high)


def ink(document: Document) -> tuple[float, float]:
    """Return where the ink of the document's one page begins and ends, in mm from its top."""
    with BytesIO() as file:
        engine.write(document, file, lambda *_: None)
        return _ink(file.getvalue())


def _ink(pdf: bytes) -> tuple[float, float]:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[0].render(scale=_DOTS_PER_PT, grayscale=True)
        rows, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
        ink_rows = [
            row
            for row in range(bitmap.height)
            if rows.count(255, row * stride, row * stride + width) < width
        ]
    scale = 1 / _DOTS_PER_PT / PT_PER_MM
    return (ink_rows[0] * scale, (ink_rows[-1] + 1) * scale) if ink_rows else (0.0, 0.0)


#: The strip by the spine, and the margins of a panel, as shares of the panel; least and most mm.
_STRIP, _MARGIN = (0.06, 8.0, 14.0), (0.075, 9.0, 19.0)
#: The least that a photograph takes of the front's height above the title, of its width beside
#: it; and the most, in the ways that are tried.
_ABOVE, _BESIDE = 0.34, 0.4
_ABOVE_MOST, _BESIDE_MOST = (0.69, 0.63, 0.57, 0.51), (0.64, 0.54)
_GAP = 0.042
#: Words that are so many times as wide as high stand in two columns: title, and names at the fore
#: edge, as a share of the width; between them that of the front's height.
_WIDE, _TITLE_COLUMN = 2.2, 0.6
#: The row of small plates on the back: how high at most and at least (share, mm).
_ROW_MOST, _ROW_LEAST_MM = 0.34, 14.0
_ROW_GAP_MM = 3.2
#: Fine print narrower than this goes above the barcode instead of beside it.
_NARROWEST_MM = 44.0
_BARCODE_GAP_MM = 5.0


@dataclass(frozen=True, slots=True)
class Front:
    """One way to arrange the front.

    ``name`` is below or beside: where the title stands, seen from the photograph. ``words`` is
    the room for the title and the byline, or for the title alone where ``names`` is the byline's;
    ``cropped_share`` the share of the photograph that is cropped.
    """

    name: str
    photo: Box
    words: Box
    cropped_share: float
    names: Box | None = None

    @property
    def measures(self) -> tuple[float, float]:
        """How wide title and byline are set, in mm."""
        return self.words.width, (self.names or self.words).width


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

    def strip_of(self, box: Box) -> float:
        """Return how far a box stands from the edge by the spine."""
        far = self.box.x + self.box.width - box.x - box.width
        return box.x - self.box.x if self.spine_left else far

    def margin(self, safe: float) -> float:
        """Return how far type is from the panel's edges: as looks best, or as printers ask."""
        return max(safe, clamp(_MARGIN, min(self.box.width, self.box.height)))

    def strip(self, safe: float) -> float:
        """Return how wide the strip of paper by the spine is."""
        return max(safe, clamp(_STRIP, self.box.width))


def panels(wrap: Wrap) -> tuple[Panel, Panel]:
    """Return front and back."""
    rightwards = wrap.front.x > wrap.back.x
    return Panel(wrap.front, rightwards), Panel(wrap.back, not rightwards)


def fronts(wrap: Wrap, pixels: tuple[int, int]) -> tuple[Front, ...]:
    """Return the ways to arrange the front, the one that crops the photograph least first.

    A photograph has type below or beside it, on paper, never on it: so every title can be read,
    and no box of paper has to lie on a photograph for that.
    """
    panel, _ = panels(wrap)
    below = (_title_below(panel, wrap, pixels, share) for share in _ABOVE_MOST)
    beside = (_title_beside(panel, wrap, pixels, share) for share in _BESIDE_MOST)
    by_boxes = {(front.name, front.photo): front for front in (*below, *beside)}
    columns = [_in_columns(panel, front) for front in by_boxes.values() if front.name == "below"]
    ways = [front for front in (*by_boxes.values(), *columns) if front]
    return tuple(sorted(ways, key=lambda front: round(front.cropped_share, 2)))


def _in_columns(panel: Panel, front: Front) -> Front | None:
    """Put the byline beside the title instead of under it, where the words are wide and low."""
    words = front.words
    if words.width < _WIDE * words.height:
        return None
    gap = _GAP * panel.box.height
    title, down = _TITLE_COLUMN * words.width, words.y - panel.box.y
    strip = panel.strip_of(words)
    return replace(
        front,
        words=panel.at(strip, down, title, words.height),
        names=panel.at(strip + title + gap, down, words.width - title - gap, words.height),
    )


def _cropped_share(photo: Box, pixels: tuple[int, int]) -> float:
    ratio = pixels[0] / pixels[1] * photo.height / photo.width
    return 1 - min(ratio, 1 / ratio)


def _title_below(panel: Panel, wrap: Wrap, pixels: tuple[int, int], share: float) -> Front:
    """Photograph off head and fore-edge, title below it."""
    size, edge, strip = panel.box, wrap.edge, panel.strip(wrap.safe)
    margin, gap = panel.margin(wrap.safe), _GAP * size.height
    width = size.width - strip + edge
    natural = width * pixels[1] / pixels[0] - edge
    height = min(max(natural, _ABOVE * size.height), share * size.height)
    photo = panel.at(strip, -edge, width, height + edge)
    words = panel.at(
        strip, height + gap, size.width - strip - margin, size.height - height - gap - margin
    )
    return Front("below", photo, words, _cropped_share(photo, pixels))


def _title_beside(panel: Panel, wrap: Wrap, pixels: tuple[int, int], share: float) -> Front:
    """Photograph off head, foot and fore-edge, title between it and the spine."""
    size, edge, strip = panel.box, wrap.edge, panel.strip(wrap.safe)
    margin, gap = panel.margin(wrap.safe), _GAP * size.height
    height = size.height + 2 * edge
    natural = height * pixels[0] / pixels[1] - edge
    width = min(max(natural, _BESIDE * size.width), share * size.width)
    photo = panel.at(size.width - width, -edge, width + edge, height)
    words = panel.at(strip, margin, size.width - width - strip - gap, size.height - 2 * margin)
    return Front("beside", photo, words, _cropped_share(photo, pixels))


def fine_print_box(wrap: Wrap, barcode: Box | None) -> Box:
    """Return the room for the fine print at the foot of the back: beside or above the barcode."""
    _, panel = panels(wrap)
    margin = panel.margin(wrap.safe)
    width, foot = panel.box.width - 2 * margin, panel.box.height - margin
    if barcode is None:
        return panel.at(margin, 0, width, foot)
    inward = panel.strip_of(barcode) + barcode.width + _BARCODE_GAP_MM
    beside = panel.box.width - margin - inward
    if beside >= _NARROWEST_MM:
        return panel.at(inward, 0, beside, foot)
    return panel.at(margin, 0, width, barcode.y - panel.box.y - _BARCODE_GAP_MM)


def standfirst_width(wrap: Wrap) -> float:
    """Return the measure of the standfirst: short of the panel's width, for large type."""
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
    room = fine_print_box(wrap, barcode)
    words, fine = heights
    top = room.y + room.height - fine
    foot = min(top, barcode.y - _BARCODE_GAP_MM) if barcode else top
    foot -= panel.box.y
    row = _place_row(panel, margin, shapes, share)
    high = row[0].height if row else 0.0
    height = margin + words + gap * (bool(words) + bool(row)) + high
    if height > foot:
        return height - foot
    # Under a standfirst the row stands close; alone, it hangs a third of the way down.
    down = margin + words + (gap if words else 0.0) + (foot - height) * (0.15 if words else 0.3)
    measure = standfirst_width(wrap)
    fore_edge = panel.box.width - margin
    return Back(
        panel.at(fore_edge - measure, margin, measure, words),
        tuple(
            panel.at(
                fore_edge - thumbnail.x - thumbnail.width, down, thumbnail.width, thumbnail.height
            )
            for thumbnail in row
        ),
        Box(room.x, top, room.width, fine),
    )


def _place_row(
    panel: Panel, margin: float, shapes: Sequence[tuple[int, int]], share: float
) -> list[Box]:
    """Set photographs in a row, equally high, x from the margin; fewer where they were stamps."""
    if not shapes or not share:
        return []
    width = panel.box.width - 2 * margin - _ROW_GAP_MM * (len(shapes) - 1)
    across = sum(shape[0] / shape[1] for shape in shapes)
    height = min(width / across, panel.box.height * _ROW_MOST) * share
    if height < _ROW_LEAST_MM:
        return _place_row(panel, margin, shapes[:-1], share)
    boxes, x = [], 0.0
    for shape in shapes:
        wide = height * shape[0] / shape[1]
        boxes.append(Box(x, 0, wide, height))
        x += wide + _ROW_GAP_MM
    return boxes


def clamp(share: tuple[float, float, float], length: float) -> float:
    """Return a share of a length, at least and at most so many mm."""
    return min(max(share[0] * length, share[1]), share[2])
