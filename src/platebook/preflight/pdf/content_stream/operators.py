"""The operators of a content stream that set colours, draw paths and save state (Annex A)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import hypot

from platebook.preflight.pdf.content_stream import colour_spaces
from platebook.preflight.pdf.content_stream.colour_spaces import (
    CMYK,
    GRAY,
    RGB,
    ColourFamily,
    Paint,
    Space,
)
from platebook.preflight.pdf.content_stream.graphics_state import GraphicsState
from platebook.preflight.pdf.content_stream.marks import PlacedImage, Shape
from platebook.preflight.pdf.objects import Thing, at, get, items, name, number, several
from platebook.preflight.pdf.page_geometry import Matrix, PageArea, around, joined, moved

Operands = list[Thing]
#: Settings that change tones behind the back of whoever looks at them (ISO 15930-7, 6.10).
_TRANSFER = {"/TR": "a transfer curve", "/TR2": "a transfer curve", "/HTP": "a halftone phase"}
#: A path is a rectangle if it covers all but this share, or so many square points, of its room.
_UPRIGHT, _POINT = 0.01, 0.01
#: Saved states that a page may stack; more are a mistake or malice.
_MOST_SAVED = 1000


def matrix(operands: Operands) -> Matrix:
    """Read six numbers."""
    a, b, c, d, e, f = (number(each) for each in operands[:6])
    return a, b, c, d, e, f


def _save(hand: GraphicsState, _operands: Operands) -> None:
    if len(hand.saved) < _MOST_SAVED:
        hand.saved.append(hand.now.copied())


def _restore(hand: GraphicsState, _operands: Operands) -> None:
    if hand.saved:
        hand.now = hand.saved.pop()


def _transform(hand: GraphicsState, operands: Operands) -> None:
    hand.now.ctm = joined(matrix(operands), hand.now.ctm)


def _line_width(hand: GraphicsState, operands: Operands) -> None:
    hand.now.line = number(operands[0])


def settings(hand: GraphicsState, operands: Operands) -> None:
    """``gs``: take over a dictionary of settings (8.4.5)."""
    obj = get(get(hand.resources, "/ExtGState"), name(operands[0]))
    if obj is None:
        hand.sheet.lacks("the graphics state", name(operands[0]))
        return
    _blending(hand, obj)
    now = hand.now
    if (strokes := get(obj, "/OP")) is not None:
        now.overprints_stroke = now.overprints_fill = strokes is True
    if (fills := get(obj, "/op")) is not None:
        now.overprints_fill = fills is True
    if (how := get(obj, "/OPM")) is not None:
        now.overprint_mode = int(number(how))
    if (line := get(obj, "/LW")) is not None:
        now.line = number(line)
    if several(pair := get(obj, "/Font")):
        now.font, now.size = hand.fonts.read(at(pair, 0)), number(at(pair, 1))


def _blending(hand: GraphicsState, obj: Thing) -> None:
    """Note what of a dictionary of settings makes things shine through (11.6)."""
    if (opacity := get(obj, "/ca")) is not None:
        hand.now.faint = number(opacity, 1.0) < 1
    for key in ("/ca", "/CA"):
        if (alpha := get(obj, key)) is not None and number(alpha, 1.0) < 1:
            hand.sheet.blends["opacity below 100 %"] = None
    if (mode := get(obj, "/BM")) is not None:
        modes = {name(mode)} if name(mode) else {name(each) for each in several(mode)[:1]}
        hand.now.blended = bool(modes - {"/Normal", "/Compatible", ""})
        if hand.now.blended:
            hand.sheet.blends[f"blend mode {modes.pop().removeprefix('/')}"] = None
    if (mask := get(obj, "/SMask")) is not None:
        hand.now.masked = name(mask) != "/None"
        if hand.now.masked:
            hand.sheet.blends["a soft mask"] = None
    _curves(hand, obj)


def _curves(hand: GraphicsState, obj: Thing) -> None:
    """Note curves that change tones on their way to the press."""
    if _TRANSFER.keys() & {key for key, _ in items(obj)}:
        for key, words in _TRANSFER.items():
            if get(obj, key) is not None and name(get(obj, key)) != "/Default":
                hand.sheet.burdens[words] = None


def _fill_with(space: Space) -> Callable[[GraphicsState, Operands], None]:
    def act(hand: GraphicsState, operands: Operands) -> None:
        hand.now.fill = colour_spaces.paint(colour_spaces.device(space, hand.resources), operands)

    return act


def _stroke_with(space: Space) -> Callable[[GraphicsState, Operands], None]:
    def act(hand: GraphicsState, operands: Operands) -> None:
        hand.now.stroke = colour_spaces.paint(colour_spaces.device(space, hand.resources), operands)

    return act


def _fill_space(hand: GraphicsState, operands: Operands) -> None:
    hand.now.fill = colour_spaces.first(_space(hand, operands[0]))


def _stroke_space(hand: GraphicsState, operands: Operands) -> None:
    hand.now.stroke = colour_spaces.first(_space(hand, operands[0]))


def _space(hand: GraphicsState, obj: Thing) -> Space:
    found = colour_spaces.space(obj, hand.resources)
    if (
        found == colour_spaces.UNKNOWN
        and get(get(hand.resources, "/ColorSpace"), name(obj)) is None
    ):
        hand.sheet.lacks("the colour space", name(obj))
    return found


def _fill_colour(hand: GraphicsState, operands: Operands) -> None:
    hand.now.fill = colour_spaces.paint(hand.now.fill.space, operands)


def _stroke_colour(hand: GraphicsState, operands: Operands) -> None:
    hand.now.stroke = colour_spaces.paint(hand.now.stroke.space, operands)


def _begin(hand: GraphicsState, operands: Operands) -> None:
    """``m``: begin a part of the path."""
    hand.starts.append(len(hand.path))
    _points(hand, operands)


def _points(hand: GraphicsState, operands: Operands) -> None:
    """Add the points of ``m l c v y``; a curve stays inside its own."""
    ctm = hand.now.ctm
    pairs = zip(operands[::2], operands[1::2], strict=False)
    hand.path += [moved(ctm, number(x), number(y)) for x, y in pairs]


def _rectangle(hand: GraphicsState, operands: Operands) -> None:
    x, y, width, height = (number(each) for each in operands[:4])
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    hand.starts.append(len(hand.path))
    hand.path += [moved(hand.now.ctm, *corner) for corner in corners]


def _clip(hand: GraphicsState, _operands: Operands) -> None:
    hand.clips = True


def _finish(hand: GraphicsState) -> PageArea:
    """End the path; give where it lies."""
    drawn = around(hand.path)
    if hand.clips:
        hand.now.clip = hand.now.clip.meet(drawn)
        hand.now.window = hand.now.window.meet(drawn)
        hand.now.ragged = hand.now.ragged or not _is_upright(hand, drawn)
    hand.path, hand.starts, hand.clips = [], [], False
    return drawn


def _is_upright(hand: GraphicsState, drawn: PageArea) -> bool:
    """Tell whether a path is one rectangle along the page's edges, or nothing at all."""
    if len(hand.starts) > 1:
        return False
    pairs = zip(hand.path, [*hand.path[1:], *hand.path[:1]], strict=True)
    twice = abs(sum(x * v - u * y for (x, y), (u, v) in pairs))
    return abs(twice / 2 - drawn.size) <= _UPRIGHT * drawn.size + _POINT


def _paint(*, fills: bool, strokes: bool) -> Callable[[GraphicsState, Operands], None]:
    def act(hand: GraphicsState, _operands: Operands) -> None:
        clip, any_path = hand.now.clip, bool(hand.path)
        drawn = _finish(hand)
        if not any_path:
            return
        if fills:
            shape(hand, drawn.meet(clip), hand.now.fill, 0.0)
        if strokes:
            width = hand.now.line * _scale(hand.now.ctm)
            half = width / 2
            wide = PageArea(
                drawn.left - half, drawn.bottom - half, drawn.right + half, drawn.top + half
            )
            shape(hand, wide.meet(clip), hand.now.stroke, max(width, 1e-6))

    return act


def shape(hand: GraphicsState, area: PageArea, paint: Paint, line: float) -> None:
    """Keep a shape, or where it is in a pattern its colour alone."""
    if hand.hidden:
        return
    if hand.loose:
        hand.sheet.strays.append(paint)
        return
    overprints = hand.now.overprints_stroke if line else hand.now.overprints_fill
    vanishes = overprints and hand.now.overprint_mode == 1
    # What PDF calls a filled area of no width is still painted one device pixel wide.
    seen = area if not area.empty or line else hand.now.clip.meet(area)
    if hand.sheet.room():
        hand.sheet.shapes.append(Shape(seen, paint, line, vanishes))
        if not line and hand.now.tiled and hand.now.tiled[0] is paint and not seen.empty:
            _paper(hand, seen, hand.now.tiled[1])


def _paper(hand: GraphicsState, area: PageArea, tiles: Iterable[PlacedImage]) -> None:
    """Keep the pictures of a pattern, where it is filled in: which part is shown is not known."""
    matrix_ = (area.width, 0.0, 0.0, area.height, area.left, area.bottom)
    for each in tiles:
        if hand.sheet.room():
            placed = replace(each, matrix=matrix_, seen=area, kept=area, after=hand.sheet.order)
            hand.sheet.papered.append(replace(placed, unsure=True, ragged=True))


def _scale(ctm: Matrix) -> float:
    """Give by how much a length grows, the smaller of the two ways."""
    return min(hypot(ctm[0], ctm[1]), hypot(ctm[2], ctm[3]))


def _shade(hand: GraphicsState, operands: Operands) -> None:
    """``sh``: fill what is not clipped with a shading."""
    obj = get(get(hand.resources, "/Shading"), name(operands[0]))
    if obj is None:
        hand.sheet.lacks("the shading", name(operands[0]))
    shape(hand, hand.now.clip, Paint(shading_space(obj, hand.resources), ()), 0.0)


def shading_space(obj: Thing, resources: Thing) -> Space:
    """Read which colours a shading runs through."""
    return colour_spaces.space(get(obj, "/ColorSpace"), resources)


def is_pattern(paint: Paint) -> bool:
    """Tell whether a colour is a pattern."""
    return paint.space.family is ColourFamily.PATTERN


def _end_path(hand: GraphicsState, _operands: Operands) -> None:
    _finish(hand)


_FILL, _STROKE = _paint(fills=True, strokes=False), _paint(fills=False, strokes=True)
_BOTH = _paint(fills=True, strokes=True)

OPERATORS: dict[str, Callable[[GraphicsState, Operands], None]] = {
    "q": _save,
    "Q": _restore,
    "cm": _transform,
    "w": _line_width,
    "g": _fill_with(GRAY),
    "rg": _fill_with(RGB),
    "k": _fill_with(CMYK),
    "G": _stroke_with(GRAY),
    "RG": _stroke_with(RGB),
    "K": _stroke_with(CMYK),
    "cs": _fill_space,
    "CS": _stroke_space,
    "sc": _fill_colour,
    "SC": _stroke_colour,
    "m": _begin,
    "l": _points,
    "c": _points,
    "v": _points,
    "y": _points,
    "re": _rectangle,
    "W": _clip,
    "W*": _clip,
    "n": _end_path,
    "f": _FILL,
    "F": _FILL,
    "f*": _FILL,
    "S": _STROKE,
    "s": _STROKE,
    "B": _BOTH,
    "B*": _BOTH,
    "b": _BOTH,
    "b*": _BOTH,
    "sh": _shade,
}
