"""Computes the styles of a document's elements on one screen, from the root downwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local
from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.cascade import (
    DocumentStyles,
    Matched,
    Values,
    cascade,
    is_image,
    share,
)
from platebook.preflight.epub.styles.css import Colour, LengthBase, Screen, Token, colour
from platebook.preflight.epub.styles.effects import filter_opacity, why_unseen

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHITE, _BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)
#: The dark page of browsers, and the colours of links that no rule sets.
_NIGHT = (0.07, 0.07, 0.07, 1.0)
_LINK, _LINK_AT_NIGHT = (0.0, 0.0, 0.93, 1.0), (0.62, 0.62, 1.0, 1.0)
#: How large and how bold browsers set elements (HTML, 15.3).
_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2}
_SIZES |= {"sub": 1 / 1.2, "sup": 1 / 1.2, "big": 1.2, "rt": 0.5}
_BOLD = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"})
#: Elements that show nothing.
_UNSHOWN = {"head", "script", "style", "template", "noscript", "title", "meta", "link", "defs"}
_UNSHOWN |= {"rp"}
_UNSET = ("inherit", "unset", "revert", "revert-layer")
_BOLD_FROM = 600
_SIDES = ("left", "top", "right", "bottom")
#: A box that is moved so many px may stand on something else.
_MOVED = 8.0
_HIDDEN = "visibility: hidden"
#: Letters that are moved together by so much of their size lie on each other.
_OVERLAID = -0.5
#: A box is opaque from this on, stands so near to each edge (per cent of what is around it), and
#: has a line or a shadow so broad (px) that all is under it.
_OPAQUE, _INSET, _FAR_AROUND = 0.9, 10.0, 200.0
#: Up to this, what shines through cannot be seen.
_FAINTEST = 0.051


@dataclass(slots=True)
class Style:
    """What is known of an element. ``size`` in px; ``properties`` are those that rules set.

    ``grounds`` are the colours that may be behind it, none where that is not known. ``fade`` is
    the opacity of all from the ground on, ``opacity`` that of all around it. ``unseen`` says why
    nothing of it is seen, ``illegible`` why none of its letters can be read; ``""`` where that is
    not so.
    """

    properties: Mapping[str, list[Token]] = field(default_factory=dict)
    custom: Values = field(default_factory=dict)
    size: float = 16.0
    bold: bool = False
    colour: Colour | None = _BLACK
    grounds: tuple[Colour, ...] = (_WHITE,)
    fade: float = 1.0
    opacity: float = 1.0
    visible: bool = True
    indent: float = 0.0
    dark: bool = False
    painted: bool = False  #: a rule of the book sets its colour, or what is behind it
    unseen: str = ""
    illegible: str = ""


@dataclass(frozen=True, slots=True)
class StyledDocument:
    """The elements of a document, and the rules of its sheets that match each.

    ``elements`` are in order, each with its parent's index; the root's parent is -1.
    """

    book: DocumentStyles
    elements: Sequence[tuple[_Element, int]]
    matches: Sequence[list[Matched]]


def compute(
    document: StyledDocument, screen: Screen, also: frozenset[int] = frozenset()
) -> list[Style]:
    """Compute the style of every element.

    ``also``: the numbers of rules that hold beside those of the screen.
    """
    book, styles = document.book, list[Style]()
    force = book.in_force(screen) | also
    # Before any rule a page is white; in a dark mode white or black, as the reader likes.
    page = Style(grounds=(_WHITE, _BLACK) if screen.dark else (_WHITE,))
    for (element, parent), rules in zip(document.elements, document.matches, strict=True):
        above = styles[parent] if parent >= 0 else page
        properties, custom = cascade(book.declarations(element, rules, force), above.custom)
        style = replace(above, properties=properties, custom=custom)
        root = styles[0].size if styles else 16.0
        _set(element, style, above, LengthBase(above.size, root, screen.wide, screen.high), screen)
        styles.append(style)
    return styles


def _set(element: _Element, style: Style, above: Style, frame: LengthBase, screen: Screen) -> None:
    """Set a style by the element's own properties; ``frame`` is what is around it."""
    kind, properties = local(element), style.properties
    if scheme := css.words(properties.get("color-scheme", ())):
        style.dark = "dark" in scheme and (screen.dark or "light" not in scheme)
        if style.dark and not above.dark and above.grounds[:1] == (_WHITE,):
            style.grounds, style.colour = (_NIGHT,), _WHITE
    _set_type(kind, style, above, frame)
    frame = replace(frame, em=style.size)
    _set_colour(element, style, above)
    _set_ground(style, above, frame)
    if indent := properties.get("text-indent"):
        style.indent = css.length(indent[:1], frame, screen.wide) or 0.0
    if dots := properties.get("text-security"):
        shown = css.word(dots) in ("none", "initial")
        style.illegible = "" if shown else "-webkit-text-security"
    if spacing := properties.get("letter-spacing"):
        px = css.length(spacing[:1], frame) or 0.0
        style.illegible = "letter-spacing" if px <= _OVERLAID * style.size else ""
    if (visibility := css.word(properties.get("visibility", ()))) not in ("", *_UNSET):
        style.visible = visibility in ("visible", "initial")
    if above.unseen and above.unseen != _HIDDEN:
        style.unseen = above.unseen
    elif kind in _UNSHOWN:
        style.unseen = "it is not shown"
    else:
        # Visibility is inherited, and opacities of what is around it count together.
        faint = f"opacity: {style.opacity:.2g}" if style.opacity <= _FAINTEST else ""
        inherited = faint if style.visible else _HIDDEN
        style.unseen = why_unseen(element, properties, frame, screen) or inherited


def _set_type(kind: str, style: Style, above: Style, frame: LengthBase) -> None:
    tokens = style.properties.get("font-size", [])
    if tokens and css.word(tokens) not in ("inherit", "unset"):
        size = css.type_size(tokens, frame)
        style.size = above.size if size is None else size
    elif not tokens:
        style.size = above.size * _SIZES.get(kind, 1.0)
    weight = style.properties.get("font-weight", [])
    if not weight or css.word(weight) in _UNSET:
        style.bold = above.bold or (kind in _BOLD and css.word(weight) != "inherit")
    else:
        heavy = css.number(weight[0])
        style.bold = css.word(weight) in ("bold", "bolder") or bool(heavy and heavy >= _BOLD_FROM)


def _set_colour(element: _Element, style: Style, above: Style) -> None:
    tokens = style.properties.get("text-fill") or style.properties.get("color", [])
    if not tokens or css.word(tokens) in ("revert", "revert-layer"):
        if local(element) == "a" and element.get("href") is not None:
            style.colour = _LINK_AT_NIGHT if style.dark else _LINK
        return
    if css.word(tokens) in _UNSET:
        return
    if css.word(tokens) == "initial":
        style.colour = _WHITE if style.dark else _BLACK
        return
    rgba = colour(tokens, dark=style.dark)
    style.painted = True
    if rgba == "currentcolor":
        style.colour = above.colour
    else:
        style.colour = None if isinstance(rgba, str) else rgba


def _set_ground(style: Style, above: Style, frame: LengthBase) -> None:
    """Lay the element's own background over what is behind it."""
    properties = style.properties
    own = share(properties.get("opacity", [])) if properties.get("opacity") else None
    own = (1.0 if own is None else own) * filter_opacity(properties)
    style.opacity, style.fade = above.opacity * own, above.fade * own
    style.painted = style.painted or own < 1
    if _is_lifted(properties, frame):
        style.grounds = ()
    tokens = properties.get("background-color", [])
    rgba = colour(tokens, dark=style.dark) if tokens else None
    if rgba == "currentcolor":
        rgba = style.colour
    if isinstance(rgba, tuple) and rgba[3] > 0:
        style.painted = True
        if rgba[3] >= 1:
            style.grounds, style.fade = (rgba,), 1.0
        else:
            style.grounds = tuple(blend_over(rgba, ground) for ground in style.grounds)
    elif tokens and rgba is None and css.word(tokens) not in (*_UNSET, "initial"):
        style.grounds = ()
    if images := [image for image in properties.get("background-image", []) if is_image(image)]:
        stops = [stop for image in images for stop in _stops(image, dark=style.dark)]
        is_plain = len(images) == 1 and stops and all(stop[3] >= 1 for stop in stops)
        style.grounds, style.fade = (tuple(stops) if is_plain else ()), 1.0
        style.painted = True


def _stops(image: Token, *, dark: bool) -> Iterator[Colour]:
    """Yield the colours that a gradient runs through; of a picture none is known."""
    if image.type != "function" or "gradient" not in image.lower_name:
        return
    for token in image.arguments:
        rgba = colour([token], dark=dark)
        if isinstance(rgba, tuple):
            yield rgba


def _is_lifted(properties: Mapping[str, list[Token]], frame: LengthBase) -> bool:
    """Return whether an element may lie over something that is not around it, such as a picture."""
    position = css.word(properties.get("position", ()))
    if position in ("absolute", "fixed", "sticky"):
        return True
    if properties.keys() & {"grid-area", "translate"} or properties.get("transform"):
        return True
    margins = (properties.get(name, []) for name in ("margin-top", "margin-left"))
    if any((css.length(margin, frame, frame.wide) or 0) < -_MOVED for margin in margins if margin):
        return True
    return position == "relative" and any(properties.get(side) for side in _SIDES)


def leaves_place(style: Style, screen: Screen) -> str:
    """Return the rule by which an element is moved so far that it may stand on its neighbours."""
    properties = style.properties
    frame = LengthBase(style.size, 16.0, screen.wide, screen.high)
    position = css.word(properties.get("position", ()))
    if position in ("absolute", "fixed", "sticky"):
        return position
    directions = {"margin-top": -1.0, "margin-bottom": -1.0, "margin-left": -1.0}
    directions |= dict.fromkeys(_SIDES, 0.0) if position == "relative" else {}
    for name, sign in directions.items():
        px = css.length(properties.get(name, []), frame, frame.wide) or 0.0
        if (sign * px if sign else abs(px)) > _MOVED:
            return name
    functions = (token for token in properties.get("transform", []) if token.type == "function")
    if any(function.lower_name.startswith(("translate", "matrix")) for function in functions):
        return "transform"
    return next((name for name in ("translate", "grid-area") if name in properties), "")


def is_sheet(style: Style) -> bool:
    """Return whether an element is an opaque box over most of the box that it is placed in."""
    properties = style.properties
    if css.word(properties.get("position", ())) not in ("absolute", "fixed"):
        return False
    depth = properties.get("z-index", [])
    if (depth and (css.number(depth[0]) or 0) < 0) or style.opacity < _OPAQUE:
        return False
    frame = LengthBase(style.size, 16.0, 100.0, 100.0)
    # What is drawn around a box may lie over all as well.
    around = max(
        (
            css.length([token], frame) or 0.0
            for name in ("box-shadow", "outline", "border")
            for token in properties.get(name, [])
        ),
        default=0.0,
    )
    if around >= _FAR_AROUND:
        return True
    ground = colour(properties.get("background-color", []), dark=style.dark)
    opaque = isinstance(ground, tuple) and ground[3] >= _OPAQUE
    if not opaque and not properties.get("background-image"):
        return False
    edges = [css.length(properties.get(side, []), frame, 100.0) for side in _SIDES]
    sizes = [css.length(properties.get(side, []), frame, 100.0) for side in ("width", "height")]
    left, top, right, bottom = (edge is not None and edge <= _INSET for edge in edges)
    wide, high = (size is not None and size >= 100 - _INSET for size in sizes)
    return (wide or (left and right)) and (high or (top and bottom))


def holds_places(style: Style) -> bool:
    """Return whether what is placed inside an element is placed by its box."""
    is_positioned = css.word(style.properties.get("position", ())) not in ("", "static")
    return is_positioned or bool(style.properties.get("transform"))


def blend_over(upper: Colour, lower: Colour) -> Colour:
    """Lay a colour over an opaque one (CSS Compositing 1, 5.1)."""
    pairs, part = zip(upper[:3], lower[:3], strict=True), upper[3]
    red, green, blue = (part * upper + (1 - part) * lower for upper, lower in pairs)
    return red, green, blue, 1.0
