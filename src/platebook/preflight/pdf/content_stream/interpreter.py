"""Follows a page's content stream and gathers what it paints (ISO 32000-2, 7.8.2).

Read, not drawn: no pixel is made. What a page may cost is bounded, forms inside forms too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pikepdf

from platebook.preflight.pdf.content_stream import colour_spaces, operators, text
from platebook.preflight.pdf.content_stream.colour_spaces import Paint, Space
from platebook.preflight.pdf.content_stream.graphics_state import (
    Budget,
    Fonts,
    GraphicsState,
    Settings,
    Sheet,
)
from platebook.preflight.pdf.content_stream.instructions import instructions_of, is_uncoloured
from platebook.preflight.pdf.content_stream.marks import PAGE_GROUP, Painted, PlacedImage
from platebook.preflight.pdf.objects import (
    ODD,
    Thing,
    get,
    inherited,
    is_stream,
    items,
    key_of,
    name,
    number,
    numbers,
    several,
)
from platebook.preflight.pdf.page_geometry import SAME, UNIT, PageArea, area, joined, laid

_DEPTH = 12
#: Keys of pictures and forms that put others in their place (ISO 15930-7, 6.13 and 6.14).
_BURDENS = {"/OPI": "OPI", "/Alternates": "alternate pictures", "/PS": "PostScript"}
#: Annotations of a page, and drawn characters of a font, that are followed.
_MOST_NOTES, _MOST_DRAWN = 200, 300
#: Pictures in patterns of a page that are looked for.
_MOST_TILES = 200
#: Operators that paint nothing and set nothing that is looked at (ISO 32000-2, Annex A).
_SILENT = frozenset(
    (
        *("BI", "BX", "d", "d0", "d1", "DP", "EI", "ET"),
        *("EX", "h", "i", "ID", "J", "j", "M", "MP", "ri"),
    )
)
#: Keys by which a picture says where it is not seen, or when.
_MASKS = ("/SMask", "/Mask", "/OC")
Act = Callable[[GraphicsState, list[Thing]], None]


def painted(page: pikepdf.Page, media: PageArea, fonts: Fonts, budget: Budget) -> Painted:
    """Give all that is on a page. ``media`` is its paper, ``budget`` what may still be read."""
    sheet = Sheet()
    resources = inherited(page.obj, "/Resources")
    hand = GraphicsState(sheet, fonts, budget, resources, Settings(SAME, media))
    _group(hand, get(page.obj, "/Group"), own=False)
    contents = get(page.obj, "/Contents")
    parts = several(contents) or ([contents] if contents is not None else [])
    _follow(hand, [part for part in parts if is_stream(part)])
    for note in several(get(page.obj, "/Annots"))[:_MOST_NOTES]:
        shown = get(get(note, "/AP"), "/N")
        if shown is not None and (place := area(numbers(get(note, "/Rect")))):
            sheet.notes.append(place)
        for each in [shown] if is_stream(shown) else [value for _, value in items(shown)]:
            if is_stream(each):
                hand.now = Settings(SAME, media)
                _form(hand, each, loose=True)
    return sheet.painted()


def _follow(hand: GraphicsState, parts: list[Thing]) -> None:
    """Carry out a stream's operators one by one; what makes no sense is passed over."""
    instructions = instructions_of(hand, parts)
    if not hand.budget.spend(len(instructions)):
        hand.sheet.whole = False
        return
    saved, compatible = len(hand.saved), 0
    for instruction in instructions:
        operator = str(instruction.operator)
        compatible += {"BX": 1, "EX": -1}.get(operator, 0)
        act = _OPERATORS.get(operator)
        if act is not None:
            with suppress(*ODD):
                act(hand, list(instruction.operands))
        elif operator not in _SILENT and not compatible:
            hand.sheet.faults["words that are no operators are in it"] = None
    if len(hand.saved) > saved:
        hand.sheet.doubts["a state that it saves (q) is never restored"] = None


def _do(hand: GraphicsState, operands: list[Thing]) -> None:
    """``Do``: place a picture, or paint a form."""
    called = name(operands[0])
    obj = get(get(hand.resources, "/XObject"), called)
    if not is_stream(obj):
        hand.sheet.lacks("a picture or form", called)
        return
    if get(obj, "/OC") is not None:
        hand.sheet.layers = True
    hand.sheet.burdens |= {_BURDENS[key]: None for key in _BURDENS if get(obj, key) is not None}
    if name(get(obj, "/Subtype")) == "/Image":
        _place(hand, called, obj)
    elif name(get(obj, "/Subtype")) == "/Form":
        _form(hand, obj)
    elif name(get(obj, "/Subtype")) == "/PS":
        hand.sheet.burdens["PostScript"] = None


def _place(hand: GraphicsState, called: str, obj: Thing) -> None:
    """Keep a picture, with what of it is not clipped away."""
    stencil = get(obj, "/ImageMask") is True
    space = None if stencil else _space_of(obj, hand.resources)
    if get(obj, "/SMask") is not None or number(get(obj, "/SMaskInData")):
        hand.sheet.blends["a picture with a soft mask"] = None
    if hand.hidden:
        return
    pixels = int(number(get(obj, "/Width"))), int(number(get(obj, "/Height")))
    now, sheet = hand.now, hand.sheet
    box = laid(now.ctm, UNIT)
    masked = any(get(obj, key) is not None for key in _MASKS)
    placed = PlacedImage(
        called,
        now.ctm,
        box.meet(now.clip),
        pixels,
        space,
        now.fill,
        obj,
        kept=box.meet(now.window),
        after=sheet.order,
        unsure=now.unsure or masked or _in_layer(hand),
        ragged=now.ragged,
    )
    if hand.loose:
        sheet.strays.append(now.fill if space is None else Paint(space, ()))
        sheet.tiles += [placed] if len(sheet.tiles) < _MOST_TILES else []
    elif sheet.room():
        (sheet.lost if placed.seen.empty else sheet.pictures).append(placed)


def _in_layer(hand: GraphicsState) -> bool:
    return hand.layered or any(hand.marked)


def _space_of(obj: Thing, resources: Thing) -> Space:
    """Read a picture's colours; JPEG 2000 may keep them to itself."""
    said = get(obj, "/ColorSpace")
    if said is None:
        said = get(obj, "/CS")
    return colour_spaces.UNKNOWN if said is None else colour_spaces.space(said, resources)


def _inline(hand: GraphicsState, operands: list[Thing]) -> None:
    """Keep a picture that stands in the content stream itself (8.9.7)."""
    obj = operands[0].obj
    _place(hand, "inline", _spelled(obj))


def _spelled(obj: Thing) -> dict[str, Thing]:
    """Spell an inline picture's short keys out."""
    full = {"/W": "/Width", "/H": "/Height", "/CS": "/ColorSpace", "/IM": "/ImageMask"}
    return {full.get(key, key): value for key, value in obj.items()}


def _form(hand: GraphicsState, obj: Thing, *, loose: bool = False) -> None:
    """Paint a form: its own resources, matrix and clip (8.10)."""
    if hand.depth >= _DEPTH:
        hand.sheet.whole = False
        return
    _group(hand, get(obj, "/Group"), own=True)
    now = hand.now.copied()
    if len(shift := numbers(get(obj, "/Matrix"))) == 6:
        now.ctm = joined(shift, now.ctm)  # type: ignore[arg-type]
    if box := area(numbers(get(obj, "/BBox"))):
        frame = laid(now.ctm, box)
        now.clip, now.window = now.clip.meet(frame), now.window.meet(frame)
    now.veiled = now.unsure
    resources = get(obj, "/Resources")
    inner = GraphicsState(
        hand.sheet,
        hand.fonts,
        hand.budget,
        hand.resources if resources is None else resources,
        now,
        depth=hand.depth + 1,
        loose=hand.loose or loose,
        hidden=hand.hidden,
        layered=_in_layer(hand) or get(obj, "/OC") is not None,
    )
    _follow(inner, [obj])


def _group(hand: GraphicsState, obj: Thing, *, own: bool) -> None:
    """Note a transparency group, and the colours it blends in (11.4.7)."""
    if name(get(obj, "/S")) != "/Transparency":
        return
    hand.sheet.blends["a transparency group" if own else PAGE_GROUP] = None
    if (said := get(obj, "/CS")) is not None:
        hand.sheet.groups.append(colour_spaces.space(said, hand.resources))


def _pattern_colour(hand: GraphicsState, operands: list[Thing], *, strokes: bool) -> None:
    """``scn``: a colour, or a pattern, whose own colours count."""
    now = hand.now
    if not operands or not name(operands[-1]):
        paint = colour_spaces.paint((now.stroke if strokes else now.fill).space, operands)
    else:
        obj = get(get(hand.resources, "/Pattern"), name(operands[-1]))
        if obj is None:
            hand.sheet.lacks("the pattern", name(operands[-1]))
        paint = Paint(colour_spaces.PATTERN, ())
        if int(number(get(obj, "/PatternType"))) == 2:
            shading = get(obj, "/Shading")
            paint = Paint(operators.shading_space(shading, hand.resources), ())
        elif is_stream(obj):
            before = len(hand.sheet.tiles)
            _form(hand, obj, loose=True)
            now.tiled = None if strokes else (paint, tuple(hand.sheet.tiles[before:]))
            base = (now.stroke if strokes else now.fill).space.base
            if base is not None:
                hand.sheet.strays.append(colour_spaces.paint(base, operands[:-1]))
    if strokes:
        now.stroke = paint
    else:
        now.fill = paint


def _settings(hand: GraphicsState, operands: list[Thing]) -> None:
    """``gs``: a soft mask is a form too, whose colours count (11.6.5.2)."""
    operators.settings(hand, operands)
    obj = get(get(hand.resources, "/ExtGState"), name(operands[0]))
    form = get(get(obj, "/SMask"), "/G")
    if is_stream(form):
        _form(hand, form, loose=True)


def _font(hand: GraphicsState, operands: list[Thing]) -> None:
    """``Tf``: the characters of a Type 3 font are drawings, in colours of their own (9.6.4)."""
    text.font(hand, operands)
    obj = get(get(hand.resources, "/Font"), name(operands[0]))
    if name(get(obj, "/Subtype")) != "/Type3" or not hand.sheet.opens(key_of(obj)):
        return
    own = get(obj, "/Resources")
    for _, drawing in list(items(get(obj, "/CharProcs")))[:_MOST_DRAWN]:
        # After d1, a character has no colours of its own.
        if is_stream(drawing) and hand.depth < _DEPTH and not is_uncoloured(drawing):
            resources = hand.resources if own is None else own
            now = hand.now.copied()
            inner = GraphicsState(
                hand.sheet, hand.fonts, hand.budget, resources, now, depth=hand.depth + 1
            )
            inner.loose = True
            _follow(inner, [drawing])


def _layered(hand: GraphicsState, operands: list[Thing]) -> None:
    """``BDC``: what belongs to a layer (8.11)."""
    layer = name(operands[0]) == "/OC"
    hand.sheet.layers = hand.sheet.layers or layer
    hand.marked.append(layer)


def _unmarked(hand: GraphicsState, _operands: list[Thing]) -> None:
    if hand.marked:
        hand.marked.pop()


_OPERATORS: dict[str, Act] = {
    **operators.OPERATORS,
    **text.OPERATORS,
    "gs": _settings,
    "Tf": _font,
    "Do": _do,
    "INLINE IMAGE": _inline,
    "scn": partial(_pattern_colour, strokes=False),
    "SCN": partial(_pattern_colour, strokes=True),
    "BDC": _layered,
    "BMC": _layered,
    "EMC": _unmarked,
}
