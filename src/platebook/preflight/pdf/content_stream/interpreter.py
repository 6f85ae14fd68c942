"""Follows a page's content stream and gathers what it paints (ISO 32000-2, 7.8.2).

Read, not drawn: no pixel is made. What a page may cost is bounded, forms inside forms too.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

import pikepdf

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.content_stream import marks, operators, text_operators
from platebook.preflight.pdf.content_stream.fonts import Fonts
from platebook.preflight.pdf.content_stream.marks import (
    MOST_MARKS,
    PAGE_GROUP,
    Paint,
    Painted,
    PlacedImage,
)
from platebook.preflight.pdf.content_stream.operators import (
    Act,
    GraphicsState,
    Operands,
    ReadingBudget,
    Settings,
)
from platebook.preflight.pdf.cos import ODD, StreamTooLargeError, Thing
from platebook.preflight.pdf.page_geometry import (
    SAME,
    UNIT,
    Matrix,
    PageArea,
    area,
    multiply,
    transform_area,
)

_DEPTH = 12
#: Keys of pictures and forms that put others in their place (ISO 15930-7, 6.13 and 6.14).
_FORBIDDEN = {"/OPI": "OPI", "/Alternates": "alternate pictures", "/PS": "PostScript"}
#: Annotations of a page, and drawn characters of a font, that are followed.
_MOST_NOTES, _MOST_DRAWN = 200, 300
#: Flags of an annotation (12.5.3): shown nowhere, printed, not shown on screens.
_HIDDEN, _PRINTED, _UNVIEWED = 2, 4, 32
#: Pictures in patterns of a page that are looked for.
_MOST_TILES = 200
#: Operators that paint nothing and set nothing that is looked at (ISO 32000-2, Annex A).
_SILENT = {
    *("BI", "BX", "d", "d0", "d1", "DP", "EI", "ET"),
    *("EX", "h", "i", "ID", "J", "j", "M", "MP", "ri"),
}
#: Keys by which a picture says where it is not seen, or when.
_MASKS = ("/SMask", "/Mask", "/OC")
#: Bytes that a page's drawing may unpack to. A page of a book has kilobytes; the largest maps and
#: technical drawings seen have a few megabytes.
_MOST_BYTES = 8_000_000
#: What parsing costs, in operators: a byte of a drawing is about a tenth of one. And what opening
#: another stream costs.
_BYTES_AN_OPERATOR, _A_STREAM = 10, 60
#: Put after a stream as one more operator: whatever is left before it was cut off.
_END = "PlatebookEndOfStream"


def paint(page: pikepdf.Page, media: PageArea, fonts: Fonts, budget: ReadingBudget) -> Painted:
    """Return all that is on a page. ``media`` is its paper, ``budget`` what may still be read."""
    painted = Painted()
    resources = cos.inherit(page.obj, "/Resources")
    state = GraphicsState(painted, fonts, budget, resources, Settings(SAME, media))
    _group(state, cos.get(page.obj, "/Group"), own=False)
    contents = cos.get(page.obj, "/Contents")
    parts = cos.several(contents) or ([contents] if contents is not None else [])
    _follow(state, [part for part in parts if cos.is_stream(part)])
    for note in cos.several(cos.get(page.obj, "/Annots"))[:_MOST_NOTES]:
        state.now = Settings(SAME, media)
        with suppress(*ODD):
            _annotate(state, note)
    return painted


def _annotate(state: GraphicsState, note: Thing) -> None:
    """Paint an annotation where it is shown; of its other appearances the colours count (12.5.5).

    One that is not shown everywhere may be on the page or not: that is found by drawing it.
    """
    normal, painted, base = cos.get(cos.get(note, "/AP"), "/N"), state.painted, state.now
    place, flags = area(cos.numbers(cos.get(note, "/Rect"))), int(cos.number(cos.get(note, "/F")))
    current_state = cos.name(cos.get(note, "/AS"))
    appearances = [(current_state, normal)] if cos.is_stream(normal) else list(cos.items(normal))
    for appearance_name, form in appearances:
        box = area(cos.numbers(cos.get(form, "/BBox")))
        if not cos.is_stream(form):
            continue
        state.now = copy(base)
        if appearance_name != current_state or place is None or box is None:
            _form(state, form, loose=True)
            continue
        shift = cos.numbers(cos.get(form, "/Matrix"))
        frame = transform_area(shift, box) if len(shift) == 6 else box
        state.now.ctm = _fit(frame, place)
        state.now.veiled = flags & (_PRINTED | _UNVIEWED) != _PRINTED
        tiles = len(painted.tiles)
        _form(state, form, loose=bool(flags & _HIDDEN))
        if flags & _HIDDEN and painted.room():
            painted.pattern_pictures += (
                replace(tile, unsure=True) for tile in painted.tiles[tiles:]
            )


def _fit(frame: PageArea, place: PageArea) -> Matrix:
    """Lay one upright rectangle on another."""
    across = place.width / frame.width if frame.width else 1.0
    down = place.height / frame.height if frame.height else 1.0
    shift = place.left - frame.left * across, place.bottom - frame.bottom * down
    return (across, 0.0, 0.0, down, *shift)


def _follow(state: GraphicsState, parts: Operands) -> None:
    """Carry out a stream's operators one by one; what makes no sense is passed over."""
    instructions = _instructions(state, parts)
    if not state.budget.spend(len(instructions)):
        state.painted.whole = False
        return
    depth, compatible = len(state.saved_settings), 0
    for instruction in instructions:
        operator = str(instruction.operator)
        compatible += {"BX": 1, "EX": -1}.get(operator, 0)
        act = _OPERATORS.get(operator)
        if act is not None:
            with suppress(*ODD):
                act(state, list(instruction.operands))
        elif operator not in _SILENT and not compatible:
            state.painted.faults["words that are no operators are in it"] = None
    if len(state.saved_settings) > depth:
        state.painted.doubts["a state that it saves (q) is never restored"] = None


def _instructions(state: GraphicsState, parts: list[Thing]) -> list[Any]:
    """Unpack and parse a stream, or the parts of one, within the page's bounds."""
    try:
        contents = b"\n".join(cos.unpack(part, _MOST_BYTES) for part in parts)
        size = len(contents)
        if size <= _MOST_BYTES and state.budget.spend(size // _BYTES_AN_OPERATOR + _A_STREAM):
            return _parse(state.painted, contents)
        state.painted.whole = False
    except StreamTooLargeError:
        state.painted.whole = False
    except (*ODD, UnicodeDecodeError) as error:
        state.painted.faults[_error_text(str(error))] = None
    return []


def _parse(painted: Painted, contents: bytes) -> list[Any]:
    """Take a stream apart; what stands after its last operator, or swallows the end, is a fault."""
    scratch = pikepdf.new()
    stream = pikepdf.Stream(scratch, contents + b"\n" + _END.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instructions = list(pikepdf.parse_content_stream(stream))
    last = instructions.pop() if instructions else None
    operators = [str(instruction.operator) for instruction in instructions]
    text = [operator for operator in operators if operator in ("BT", "ET")]
    whole = last is not None and str(last.operator) == _END and not len(last.operands)
    if not whole or text[-1:] == ["BT"]:
        painted.faults["it breaks off in the middle"] = None
    elif parser_warnings := scratch.get_warnings():
        painted.faults[_error_text(str(parser_warnings[0]).partition("): ")[2])] = None
    return instructions


def _error_text(error: str) -> str:
    return " ".join(error.split())[:120]


def _do(state: GraphicsState, operands: Operands) -> None:
    """``Do``: place a picture, or paint a form."""
    name = cos.name(operands[0])
    obj = cos.get(cos.get(state.resources, "/XObject"), name)
    if not cos.is_stream(obj):
        state.painted.lacks("a picture or form", name)
        return
    if cos.get(obj, "/OC") is not None:
        state.painted.layers = True
    state.painted.forbidden |= {
        _FORBIDDEN[key]: None for key in _FORBIDDEN if cos.get(obj, key) is not None
    }
    kind = cos.name(cos.get(obj, "/Subtype"))
    if kind == "/Image":
        _place(state, name, obj)
    elif kind == "/Form":
        _form(state, obj)
    elif kind == "/PS":
        state.painted.forbidden["PostScript"] = None


def _place(state: GraphicsState, name: str, obj: Thing) -> None:
    """Keep a picture, with what of it is not clipped away; JPEG 2000 may keep its colours."""
    space = None
    if cos.get(obj, "/ImageMask") is not True:
        entry = cos.get(obj, "/ColorSpace")
        space = marks.space(cos.get(obj, "/CS") if entry is None else entry, state.resources)
    if cos.get(obj, "/SMask") is not None or cos.number(cos.get(obj, "/SMaskInData")):
        state.painted.blends["a picture with a soft mask"] = None
    pixels = int(cos.number(cos.get(obj, "/Width"))), int(cos.number(cos.get(obj, "/Height")))
    now, painted = state.now, state.painted
    box = transform_area(now.ctm, UNIT)
    masked = any(cos.get(obj, key) is not None for key in _MASKS)
    image = PlacedImage(
        name,
        now.ctm,
        box.meet(now.clip),
        pixels,
        space,
        now.fill,
        obj,
        unclipped_area=box.meet(now.window),
        after=painted.order,
        unsure=now.unsure or masked or _in_layer(state),
        ragged=now.ragged,
    )
    if state.loose:
        painted.strays[now.fill if space is None else Paint(space, ())] = None
        painted.tiles += [image] if len(painted.tiles) < _MOST_TILES else []
    elif painted.room():
        if not image.visible_area.empty:
            painted.pictures.append(image)
        elif len(painted.invisible_pictures) < MOST_MARKS:
            painted.invisible_pictures.append(image)


def _in_layer(state: GraphicsState) -> bool:
    return state.layered or any(state.marked_content)


def _inline(state: GraphicsState, operands: Operands) -> None:
    """Keep a picture that stands in the content stream itself, its short keys spelled (8.9.7)."""
    full = {"/W": "/Width", "/H": "/Height", "/CS": "/ColorSpace", "/IM": "/ImageMask"}
    _place(state, "inline", {full.get(key, key): value for key, value in operands[0].obj.items()})


def _form(state: GraphicsState, obj: Thing, *, loose: bool = False) -> None:
    """Paint a form: its own resources, matrix and clip (8.10)."""
    if state.depth >= _DEPTH:
        state.painted.whole = False
        return
    now = copy(state.now)
    if _group(state, cos.get(obj, "/Group"), own=True):
        now.group_opacity, now.opacity = now.group_opacity * now.opacity, 1.0
    if len(shift := cos.numbers(cos.get(obj, "/Matrix"))) == 6:
        now.ctm = multiply(shift, now.ctm)  # type: ignore[arg-type]
    if box := area(cos.numbers(cos.get(obj, "/BBox"))):
        frame = transform_area(now.ctm, box)
        now.clip, now.window = now.clip.meet(frame), now.window.meet(frame)
    now.veiled = now.unsure
    resources = cos.get(obj, "/Resources")
    inner = GraphicsState(
        state.painted,
        state.fonts,
        state.budget,
        state.resources if resources is None else resources,
        now,
        depth=state.depth + 1,
        loose=state.loose or loose,
        layered=_in_layer(state) or cos.get(obj, "/OC") is not None,
    )
    _follow(inner, [obj])


def _group(state: GraphicsState, obj: Thing, *, own: bool) -> bool:
    """Note a transparency group and the colours it blends in (11.4.7); return whether it is one."""
    if cos.name(cos.get(obj, "/S")) != "/Transparency":
        return False
    state.painted.blends["a transparency group" if own else PAGE_GROUP] = None
    if (colour_space := cos.get(obj, "/CS")) is not None:
        state.painted.groups[marks.space(colour_space, state.resources)] = None
    return True


def _pattern_colour(which: str, state: GraphicsState, operands: Operands) -> None:
    """``scn``: a colour, or a pattern, whose own colours count."""
    now, before = state.now, getattr(state.now, which).space
    if not operands or not cos.name(operands[-1]):
        setattr(now, which, marks.paint(before, operands))
        return
    obj = state.resource("/Pattern", operands[-1:], "the pattern")
    paint = Paint(marks.PATTERN, ())
    if int(cos.number(cos.get(obj, "/PatternType"))) == 2:
        shading = cos.get(cos.get(obj, "/Shading"), "/ColorSpace")
        paint = Paint(marks.space(shading, state.resources), ())
    elif cos.is_stream(obj):
        tiles = len(state.painted.tiles)
        _form(state, obj, loose=True)
        tiling = (paint, tuple(state.painted.tiles[tiles:]))
        now.fill_pattern = tiling if which == "fill" else None
        if before.base is not None:
            state.painted.strays[marks.paint(before.base, operands[:-1])] = None
    setattr(now, which, paint)


def _settings(state: GraphicsState, operands: Operands) -> None:
    """``gs``: a soft mask is a form too, whose colours count (11.6.5.2)."""
    form = cos.get(cos.get(operators.settings(state, operands), "/SMask"), "/G")
    if cos.is_stream(form):
        _form(state, form, loose=True)


def _font(state: GraphicsState, operands: Operands) -> None:
    """``Tf``: the characters of a Type 3 font are drawings, in colours of their own (9.6.4)."""
    obj = text_operators.font(state, operands)
    key, painted = cos.key_of(obj), state.painted
    if cos.name(cos.get(obj, "/Subtype")) != "/Type3" or key is None or key in painted.type3_fonts:
        return
    painted.type3_fonts.add(key)
    own = cos.get(obj, "/Resources")
    resources = state.resources if own is None else own
    for _, drawing in list(cos.items(cos.get(obj, "/CharProcs")))[:_MOST_DRAWN]:
        if cos.is_stream(drawing) and state.depth < _DEPTH and not _is_uncoloured(drawing):
            inner = GraphicsState(painted, state.fonts, state.budget, resources, copy(state.now))
            inner.depth, inner.loose = state.depth + 1, True
            _follow(inner, [drawing])


def _is_uncoloured(drawing: Thing) -> bool:
    """Return whether a character of a Type 3 font has no colours of its own (9.6.4, ``d1``)."""
    try:
        return b"d1" in cos.unpack(drawing, _MOST_BYTES)[:200].split()
    except (StreamTooLargeError, *ODD):
        return True


def _begin_layer(state: GraphicsState, operands: Operands) -> None:
    """``BDC``: what belongs to a layer (8.11)."""
    layer = cos.name(operands[0]) == "/OC"
    state.painted.layers = state.painted.layers or layer
    state.marked_content.append(layer)


def _end_marked(state: GraphicsState, _operands: Operands) -> None:
    if state.marked_content:
        state.marked_content.pop()


_OPERATORS: dict[str, Act] = {
    **operators.OPERATORS,
    **text_operators.OPERATORS,
    "gs": _settings,
    "Tf": _font,
    "Do": _do,
    "INLINE IMAGE": _inline,
    "scn": partial(_pattern_colour, "fill"),
    "SCN": partial(_pattern_colour, "stroke"),
    "BDC": _begin_layer,
    "BMC": _begin_layer,
    "EMC": _end_marked,
}
