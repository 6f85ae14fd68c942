"""Knows which CSS leaves a text readable, and which may hide it in a way that is not computed.

What hides a text by values that are computed, such as ``display: none``, is found by ``effects``
and ``computed``; here stands what they do not know, or cannot compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.cascade import Values, canonical, substitute, transforming
from platebook.preflight.epub.styles.css import LengthBase, Token, colour

if TYPE_CHECKING:
    from platebook.preflight.epub.styles.sheets import Declaration


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: The beginnings of properties of which no value is computed, and some may hide a text.
_UNCOMPUTED: tuple[str, ...] = (
    *("animation-range", "animation-timeline", "backdrop-", "block-ellipsis"),
    *("box-direction", "box-lines", "box-reflect", "continue", "flow-"),
    *("mask-", "motion", "offset", "paint-order", "perspective", "position-", "region-", "shape-"),
    *("transform-box", "transform-style", "wrap-"),
)
#: Those of properties whose values are computed. What is neither is a property by which no text
#: is lost, or one that no reader knows.
_COMPUTED: tuple[str, ...] = (
    *("animation", "background", "border", "bottom", "box-shadow", "clip", "color", "content-vis"),
    *("display", "flex-basis", "font-size", "height", "inset", "left", "letter-spacing"),
    *("line-height", "margin", "max-", "min-", "opacity", "outline", "overflow", "padding"),
    *("position", "right", "rotate", "scale", "text-decoration", "text-fill", "text-indent"),
    *("text-wrap", "top", "transform", "translate", "visibility", "white-space", "width"),
    *("word-spacing", "z-index", "zoom"),
)
#: Properties of which only these values are known to lose no text.
_KEYWORDS: Mapping[str, frozenset[str]] = {
    name: _set(values)
    for name, values in {
        "backface-visibility": "visible",
        "background-clip": "border-box padding-box content-box",
        "background-origin": "border-box padding-box content-box",
        "background-size": "auto cover contain",
        "border-image": "none 0",
        "clip-path": "none",
        "contain": "none layout style paint content inline-size",
        "content": "normal none",
        "filter": "none",
        "font-size-adjust": "none from-font",
        "line-clamp": "none",
        "mask": "none",
        "mask-image": "none",
        "max-lines": "none",
        "mix-blend-mode": "normal",
        "text-combine": "none",
        "text-combine-upright": "none",
        "transform-origin": "left right top bottom center 0",
        "unicode-bidi": "normal embed isolate plaintext",
    }.items()
}
#: Of these, the only keywords.
_DISPLAYS = _set(
    """
    none block inline inline-block flow flow-root list-item flex inline-flex grid inline-grid box
    table inline-table table-cell table-row table-row-group table-header-group table-footer-group
    table-caption contents run-in ruby ruby-base ruby-text ruby-base-container ruby-text-container
    -webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex -ms-flexbox -moz-box
    """
)
#: Functions that are computed, or lose no text.
_FUNCTIONS = _set(
    """
    calc min max clamp rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark url
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient image-set
    repeating-radial-gradient translate translatex translatey translate3d translatez rotate rotatex
    rotatey rotatez scale scalex scaley scale3d matrix minmax repeat fit-content local format tech
    cubic-bezier steps linear counter counters symbols env inset circle ellipse polygon rect
    grayscale sepia saturate hue-rotate invert drop-shadow opacity stylistic styleset swash
    """
)
_FILTERS = _set("grayscale sepia saturate hue-rotate invert drop-shadow opacity")
#: Colours of a system: which ones, no one knows (CSS Color 4, 6.2).
_SYSTEM = _set(
    """
    accentcolor accentcolortext activetext buttonborder buttonface buttontext graytext highlight
    highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext window menu
    infobackground background scrollbar threedface threedhighlight captiontext inactivecaptiontext
    """
)
_COLOURS = ("color", "text-fill", "background-color")
#: Lengths that move what is beside them: from so many px, or per cent, off the page.
_MOVING: tuple[str, ...] = (
    "margin",
    "padding",
    "text-indent",
    "letter-spacing",
    "word-spacing",
    "border-",
)
_MOVING += ("left", "top", "right", "bottom", "translate", "transform", "transform-origin")
_FAR_PX, _FAR_SHARE = 350.0, 100.0
#: Their percentages are of the box itself.
_OWN_SIZE = ("translate", "transform", "transform-origin")
#: Least lengths in em: lines and words nearer to each other lie on each other.
_LEAST = {"line-height": 0.6, "word-spacing": -0.35, "outline-offset": 0.0, "z-index": 0.0}
#: Lines through letters that are thicker (em) leave nothing of them.
_THICK = 0.25
_IN_LINE_ONLY = {"white-space": ("nowrap", "pre"), "text-wrap-mode": ("nowrap",)}
_IN_LINE_ONLY |= {"text-wrap": ("nowrap",), "text-combine-upright": ("all",)}


def find_doubts(
    declarations: Iterable[Declaration], custom: Values, frame: LengthBase, *, inline: bool
) -> dict[str, str]:
    """Return the declarations that may hide an element's text, by property, as CSS.

    Later ones replace earlier ones. ``inline``: it stands in a line, and is short.
    """
    from tinycss2 import serialize

    doubts: dict[str, str] = {}
    for declaration in declarations:
        if declaration.name.startswith("--"):
            continue
        name = canonical(declaration.name)
        value = substitute(declaration.value, custom)
        tokens = None if value is None else css.plain(value)
        if name == "transform" and tokens and css.word(tokens) not in css.GLOBAL:
            tokens = transforming(tokens)
        if tokens is None or not _is_harmless(name, tokens, frame, inline=inline):
            text = " ".join(serialize(declaration.value).split())
            doubts[name] = f"{declaration.name}: {text[:60]}"
        else:
            doubts.pop(name, None)
    return doubts


def _is_harmless(name: str, value: list[Token], frame: LengthBase, *, inline: bool) -> bool:
    keyword = css.word(value)
    if keyword in css.GLOBAL or (inline and keyword in _IN_LINE_ONLY.get(name, ())):
        return True
    if name == "filter" and value and all(_name(token) in _FILTERS for token in value):
        return True
    if name in _KEYWORDS:
        return _are_known(value, _KEYWORDS[name], frame)
    if name.startswith("text-stroke"):
        return name == "text-stroke-color" or any(
            css.length([token], frame) == 0 for token in value
        )
    if name.startswith(_UNCOMPUTED):
        return keyword == "none"
    if not name.startswith(_COMPUTED):
        return True
    return not _is_odd(name, value, frame) and _are_computed(name, value, frame)


def _is_odd(name: str, value: list[Token], frame: LengthBase) -> bool:
    """Return whether a value is one of the few by which a harmless property hides a text."""
    keyword = css.word(value)
    functions = any(_name(token) for token in value)
    if name in _COLOURS:
        # A colour that is put together in a way that is not computed.
        return keyword in _SYSTEM or (functions and colour(value, dark=False) is None)
    if name in _LEAST:
        return not _is_enough(name, value, frame)
    if name.startswith("text-decoration"):
        return _is_thick(value, frame)
    return (
        keyword in _IN_LINE_ONLY.get(name, ())
        or (name == "display" and keyword not in _DISPLAYS)
        or (name in ("opacity", "zoom", "scale") and functions)
        or (name == "box-shadow" and "inset" in css.words(value))
    )


def _name(token: Token) -> str:
    return str(token.lower_name) if token.type == "function" else ""


def _are_known(value: list[Token], keywords: frozenset[str], frame: LengthBase) -> bool:
    """Return whether a value is made of keywords, or is a place in its box."""
    return all(
        css.word([token]) in keywords
        or ("0" in keywords and css.length([token], frame) == 0)
        or (token.type == "percentage" and "center" in keywords and 0 <= token.value <= 100)
        for token in value
    )


def _is_enough(name: str, value: list[Token], frame: LengthBase) -> bool:
    number = css.number(value[0]) if len(value) == 1 else None
    if value and value[0].type == "number" and number is not None:
        return number >= _LEAST[name]
    px = css.length(value, frame, frame.em)
    if px is None:
        return css.word(value) in ("normal", "auto")
    return px >= _LEAST[name] * frame.em


def _is_thick(value: list[Token], frame: LengthBase) -> bool:
    lengths = (css.length([token], frame, frame.em) for token in value)
    return any(length is not None and length > _THICK * frame.em for length in lengths)


def _are_computed(name: str, value: list[Token], frame: LengthBase, depth: int = 0) -> bool:
    """Return whether all functions are known, and no length moves something off the page."""
    for token in value:
        if token.type == "function":
            is_known = token.lower_name in _FUNCTIONS and depth < css.DEPTH
            inner = css.plain(token.arguments)
            if not is_known or not _are_computed(name, inner, frame, depth + 1):
                return False
        if name.startswith(_MOVING) and "radius" not in name and token.type != "() block":
            share = abs(token.value) if token.type == "percentage" else 0.0
            far = share > _FAR_SHARE if name in _OWN_SIZE else share >= _FAR_SHARE
            if far or abs(css.length([token], frame) or 0.0) >= _FAR_PX:
                return False
    return True
