"""The graphics state, and the operators that set it, draw paths and choose colours.

ISO 32000-2, 8.4 and Annex A.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from math import hypot

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream import marks
from platebook.preflight.pdf.content_stream.fonts import Fonts, PdfFont
from platebook.preflight.pdf.content_stream.marks import (
    CMYK,
    GRAY,
    RGB,
    Paint,
    Painted,
    PlacedImage,
    Shape,
    Space,
)
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.page_geometry import (
    EVERYWHERE,
    SAME,
    Matrix,
    PageArea,
    around,
    multiply,
    transform_point,
)

Operands = list[Thing]
#: Settings that change tones in print and not on a screen (ISO 15930-7, 6.10).
_TRANSFER = {"/TR": "a transfer curve", "/TR2": "a transfer curve", "/HTP": "a halftone phase"}
#: A path is a rectangle if it covers all but this share, or so many square points, of its room.
_UPRIGHT, _POINT = 0.01, 0.01
#: Saved states that a page may stack; more are a mistake or malice.
_MOST_SAVED = 1000


@dataclass(slots=True)
class Settings:
    """What ``q`` saves and ``Q`` brings back."""

    ctm: Matrix
    clip: PageArea
    fill: Paint = field(default_factory=Paint)
    stroke: Paint = field(default_factory=Paint)
    line: float = 1.0
    font: PdfFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    overprints_fill: bool = False
    overprints_stroke: bool = False
    #: How overprinting treats an ink of zero: 1 leaves what lies below (8.6.7).
    overprint_mode: int = 0
    #: The clip alone, whatever the page's edges cut off.
    window: PageArea = EVERYWHERE
    #: What the clip consists of is no single upright rectangle.
    ragged: bool = False
    #: Opacity, soft mask and blend mode are such that what is painted may not be seen (11.3).
    faint: bool = False
    #: The opacity of what is filled, and of the groups that it is painted in.
    opacity: float = 1.0
    group_opacity: float = 1.0
    masked: bool = False
    blended: bool = False
    #: The same of a group that this is painted in.
    veiled: bool = False
    #: A pattern to fill with, and the pictures in it.
    fill_pattern: tuple[Paint, tuple[PlacedImage, ...]] | None = None

    @property
    def unsure(self) -> bool:
        """Whether what is painted now may shine through, be cut out or vanish."""
        return self.ragged or self.faint or self.masked or self.blended or self.veiled


@dataclass(slots=True)
class ReadingBudget:
    """How much of a document may still be read; shared by all its pages."""

    operators: int

    def spend(self, operators: int) -> bool:
        """Take from it; return whether there was enough."""
        self.operators -= operators
        return self.operators >= 0


@dataclass(slots=True)
class GraphicsState:
    """The state of a page, a form or a pattern while its operators are carried out.

    ``now`` are the settings in force; what is painted is added to ``painted``. ``loose`` says that
    no place on the page is known, as inside a pattern.
    """

    painted: Painted
    fonts: Fonts
    budget: ReadingBudget
    resources: Thing
    now: Settings
    saved_settings: list[Settings] = field(default_factory=list)
    path: list[tuple[float, float]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    clips: bool = False
    #: Marked content that is open, and whether each belongs to a layer (8.11.3.2).
    marked_content: list[bool] = field(default_factory=list)
    layered: bool = False
    line_matrix: Matrix = SAME
    text_matrix: Matrix = SAME
    depth: int = 0
    loose: bool = False

    def resource(self, kind: str, operands: Operands, label: str) -> Thing:
        """Return what an operator's first operand names; note where it is not there."""
        value = cos.get(cos.get(self.resources, kind), cos.name(operands[0]))
        if value is None:
            self.painted.lacks(label, cos.name(operands[0]))
        return value


Act = Callable[[GraphicsState, Operands], None]


def matrix(operands: Operands) -> Matrix:
    """Read six numbers."""
    a, b, c, d, e, f = (cos.number(operand) for operand in operands[:6])
    return a, b, c, d, e, f


def sets(setting: str, factor: float = 1.0) -> Act:
    """Return the operator that sets a number."""

    def act(state: GraphicsState, operands: Operands) -> None:
        setattr(state.now, setting, cos.number(operands[0]) * factor)

    return act


def _save(state: GraphicsState, _operands: Operands) -> None:
    if len(state.saved_settings) < _MOST_SAVED:
        state.saved_settings.append(copy(state.now))


def _restore(state: GraphicsState, _operands: Operands) -> None:
    if state.saved_settings:
        state.now = state.saved_settings.pop()


def _transform(state: GraphicsState, operands: Operands) -> None:
    state.now.ctm = multiply(matrix(operands), state.now.ctm)


def settings(state: GraphicsState, operands: Operands) -> Thing:
    """``gs``: take over a dictionary of settings (8.4.5); returns it."""
    obj = state.resource("/ExtGState", operands, "the graphics state")
    if obj is None:
        return None
    _note_blending(state, obj)
    now = state.now
    if (strokes := cos.get(obj, "/OP")) is not None:
        now.overprints_stroke = now.overprints_fill = strokes is True
    if (fills := cos.get(obj, "/op")) is not None:
        now.overprints_fill = fills is True
    if (how := cos.get(obj, "/OPM")) is not None:
        now.overprint_mode = int(cos.number(how))
    if (line := cos.get(obj, "/LW")) is not None:
        now.line = cos.number(line)
    if cos.several(pair := cos.get(obj, "/Font")):
        now.font, now.size = state.fonts.read(cos.at(pair, 0)), cos.number(cos.at(pair, 1))
    return obj


def _note_blending(state: GraphicsState, obj: Thing) -> None:
    """Note what of a dictionary of settings makes things shine through (11.6), and curves."""
    if (opacity := cos.get(obj, "/ca")) is not None:
        state.now.opacity = cos.number(opacity, 1.0)
        state.now.faint = state.now.opacity < 1
    for key in ("/ca", "/CA"):
        if (alpha := cos.get(obj, key)) is not None and cos.number(alpha, 1.0) < 1:
            state.painted.blends["opacity below 100 %"] = None
    if (mode := cos.get(obj, "/BM")) is not None:
        modes = {cos.name(mode) or cos.name(cos.at(mode, 0))}
        state.now.blended = bool(modes - {"/Normal", "/Compatible", ""})
        if state.now.blended:
            state.painted.blends[f"blend mode {modes.pop().removeprefix('/')}"] = None
    if (mask := cos.get(obj, "/SMask")) is not None:
        state.now.masked = cos.name(mask) != "/None"
        if state.now.masked:
            state.painted.blends["a soft mask"] = None
    for key, words in _TRANSFER.items():
        if (curve := cos.get(obj, key)) is not None and cos.name(curve) != "/Default":
            state.painted.forbidden[words] = None


def _device(which: str, space: Space) -> Act:
    """Return the operator that chooses a colour of a device; ``which``: to fill or to stroke."""

    def act(state: GraphicsState, operands: Operands) -> None:
        paint = marks.paint(marks.device(space, state.resources), operands)
        setattr(state.now, which, paint)

    return act


def _space(which: str, state: GraphicsState, operands: Operands) -> None:
    space = marks.space(operands[0], state.resources)
    if space == marks.UNKNOWN:
        state.resource("/ColorSpace", operands, "the colour space")
    setattr(state.now, which, marks.first(space))


def _colour(which: str, state: GraphicsState, operands: Operands) -> None:
    setattr(state.now, which, marks.paint(getattr(state.now, which).space, operands))


def _begin(state: GraphicsState, operands: Operands) -> None:
    """``m``: begin a part of the path."""
    state.starts.append(len(state.path))
    _points(state, operands)


def _points(state: GraphicsState, operands: Operands) -> None:
    """Add the points of ``m l c v y``; a curve stays inside its own."""
    ctm = state.now.ctm
    pairs = zip(operands[::2], operands[1::2], strict=False)
    state.path += [transform_point(ctm, cos.number(x), cos.number(y)) for x, y in pairs]


def _rectangle(state: GraphicsState, operands: Operands) -> None:
    x, y, width, height = (cos.number(operand) for operand in operands[:4])
    _begin(state, [x, y, x + width, y, x + width, y + height, x, y + height])


def _clip(state: GraphicsState, _operands: Operands) -> None:
    state.clips = True


def _finish(state: GraphicsState) -> PageArea:
    """End the path; return where it lies."""
    area = around(state.path)
    if state.clips:
        state.now.clip = state.now.clip.meet(area)
        state.now.window = state.now.window.meet(area)
        state.now.ragged = state.now.ragged or not _is_upright(state, area)
    state.path, state.starts, state.clips = [], [], False
    return area


def _is_upright(state: GraphicsState, area: PageArea) -> bool:
    """Return whether a path is one rectangle along the page's edges, or nothing at all."""
    if len(state.starts) > 1:
        return False
    pairs = zip(state.path, [*state.path[1:], *state.path[:1]], strict=True)
    twice = abs(sum(x * v - u * y for (x, y), (u, v) in pairs))
    return abs(twice / 2 - area.size) <= _UPRIGHT * area.size + _POINT


def _paint(*, fills: bool, strokes: bool) -> Act:
    """Return the operator that ends a path and paints it; neither: that only ends it (``n``)."""

    def act(state: GraphicsState, _operands: Operands) -> None:
        clip, any_path = state.now.clip, bool(state.path)
        area = _finish(state)
        if fills and any_path:
            _shape(state, area.meet(clip), state.now.fill, 0.0)
        if strokes and any_path:
            a, b, c, d, _, _ = state.now.ctm
            # By how much a length grows, the smaller of the two ways.
            width = state.now.line * min(hypot(a, b), hypot(c, d))
            wide = area.grown(*(width / 2,) * 4)
            _shape(state, wide.meet(clip), state.now.stroke, max(width, 1e-6))

    return act


def _shape(state: GraphicsState, area: PageArea, paint: Paint, line: float) -> None:
    """Keep a shape, or where it is in a pattern its colour alone."""
    now, painted = state.now, state.painted
    if state.loose:
        painted.strays[paint] = None
        return
    overprints = now.overprints_stroke if line else now.overprints_fill
    vanishes = overprints and now.overprint_mode == 1
    # What PDF calls a filled area of no width is still painted one device pixel wide.
    visible = area if not area.empty or line else now.clip.meet(area)
    if not painted.room():
        return
    is_over = bool(painted.types or painted.pictures)
    painted.shapes.append(Shape(visible, paint, line, vanishes, is_over))
    if line or not now.fill_pattern or now.fill_pattern[0] is not paint or visible.empty:
        return
    # Pictures of a pattern are kept where it is filled in: which part is shown is not known.
    over = (visible.width, 0.0, 0.0, visible.height, visible.left, visible.bottom)
    for tile in now.fill_pattern[1]:
        if painted.room():
            image = replace(
                tile, matrix=over, visible_area=visible, unclipped_area=visible, after=painted.order
            )
            painted.pattern_pictures.append(replace(image, unsure=True, ragged=True))


def _shade(state: GraphicsState, operands: Operands) -> None:
    """``sh``: fill what is not clipped with a shading."""
    obj = state.resource("/Shading", operands, "the shading")
    space = marks.space(cos.get(obj, "/ColorSpace"), state.resources)
    _shape(state, state.now.clip, Paint(space, ()), 0.0)


_FILL, _STROKE = _paint(fills=True, strokes=False), _paint(fills=False, strokes=True)
_BOTH, _END = _paint(fills=True, strokes=True), _paint(fills=False, strokes=False)

OPERATORS: dict[str, Act] = {
    "q": _save,
    "Q": _restore,
    "cm": _transform,
    "w": sets("line"),
    "g": _device("fill", GRAY),
    "rg": _device("fill", RGB),
    "k": _device("fill", CMYK),
    "G": _device("stroke", GRAY),
    "RG": _device("stroke", RGB),
    "K": _device("stroke", CMYK),
    "cs": partial(_space, "fill"),
    "CS": partial(_space, "stroke"),
    "sc": partial(_colour, "fill"),
    "SC": partial(_colour, "stroke"),
    "m": _begin,
    **dict.fromkeys(("l", "c", "v", "y"), _points),
    "re": _rectangle,
    **dict.fromkeys(("W", "W*"), _clip),
    "n": _END,
    **dict.fromkeys(("f", "F", "f*"), _FILL),
    **dict.fromkeys(("S", "s"), _STROKE),
    **dict.fromkeys(("B", "B*", "b", "b*"), _BOTH),
    "sh": _shade,
}
