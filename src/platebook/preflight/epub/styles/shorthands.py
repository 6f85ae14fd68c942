"""Takes shorthands apart, so that the last declaration of each property can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from platebook.preflight.epub.styles.colours import colour
from platebook.preflight.epub.styles.sheets import Declaration
from platebook.preflight.epub.styles.values import (
    Token,
    Tokens,
    listed,
    number,
    plain,
    seconds,
    word,
    words,
)

Longhands = Iterator[tuple[str, list[Token]]]

_IMAGES = ("gradient", "image", "url", "element", "paint", "cross-fade")
_WEIGHTS = ("bold", "bolder", "lighter")
_SIZE_WORDS = frozenset(
    (
        *("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"),
        *("smaller", "larger"),
    )
)
_DIRECTIONS = ("normal", "reverse", "alternate", "alternate-reverse")
_TIMING = frozenset(
    (
        *("ease", "linear", "ease-in", "ease-out", "ease-in-out", "step-start", "step-end"),
        *("forwards", "backwards", "both", "running", "allow-discrete"),
    )
)
#: What old readers know by another name, and what is near enough in a book of pages.
_NAMES = {
    "-webkit-text-fill-color": "text-fill",
    "inline-size": "width",
    "block-size": "height",
    "max-inline-size": "max-width",
    "max-block-size": "max-height",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "margin-inline-start": "margin-left",
    "margin-block-start": "margin-top",
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "grid-row": "grid-area",
    "grid-column": "grid-area",
    "grid-row-start": "grid-area",
    "grid-column-start": "grid-area",
    "-epub-text-decoration": "text-decoration",
    "padding-block": "padding",
}
_GLOBAL = ("inherit", "initial", "unset", "revert", "revert-layer")


def longhands(declared: Declaration, value: Tokens) -> Longhands:
    """Give the properties that a declaration sets; none where its value is no value."""
    name = declared.name
    for prefix in ("-webkit-", "-moz-", "-epub-"):
        if name not in _NAMES:
            name = name.removeprefix(prefix)
    name = _NAMES.get(name, name)
    tokens = plain(value)
    if not tokens:
        return
    if name in _SHORTHANDS:
        if word(tokens) in _GLOBAL:
            yield from ((each, tokens) for each in _SHORTHANDS[name][1])
        else:
            yield from _SHORTHANDS[name][0](tokens)
    elif name not in ("color", "background-color") or _is_colour(tokens):
        yield name, tokens


def _is_colour(tokens: list[Token]) -> bool:
    return word(tokens) in _GLOBAL or colour(tokens, dark=False) is not None


def is_image(token: Token) -> bool:
    """Tell whether a value is a picture or a gradient."""
    return token.type == "url" or (
        token.type == "function" and any(each in token.lower_name for each in _IMAGES)
    )


def _background(tokens: list[Token]) -> Longhands:
    last = list(listed(tokens))[-1]
    colours = [token for token in last if _is_colour([token])]
    yield "background-color", colours[:1]
    yield "background-image", [token for token in tokens if is_image(token)]
    if "text" in words(tokens):
        yield "background-clip", [token for token in tokens if word([token]) == "text"]


def _font(tokens: list[Token]) -> Longhands:
    """Give size and weight: the size is the first length, and families come after it."""
    for at, token in enumerate(tokens):
        sized = token.type in ("dimension", "percentage") or word([token]) in _SIZE_WORDS
        zero = token.type == "number" and token.value == 0
        if sized or zero or (token.type == "function" and token.lower_name != "var"):
            bold = [
                each
                for each in tokens[:at]
                if word([each]) in _WEIGHTS or (each.type == "number" and each.value >= 100)
            ]
            yield "font-size", [token]
            yield "font-weight", bold[:1]
            return


def _sides(prefix: str, sides: str = "top right bottom left") -> Callable[[list[Token]], Longhands]:
    def split(tokens: list[Token]) -> Longhands:
        top, right, bottom, left = (
            tokens[index] if index < len(tokens) else tokens[max(0, index - 2) % len(tokens)]
            for index in range(4)
        )
        values = {"top": top, "right": right, "bottom": bottom, "left": left}
        for side in sides.split():
            yield f"{prefix}{side}", [values[side]]

    return split


def _pair(first: str, second: str) -> Callable[[list[Token]], Longhands]:
    def split(tokens: list[Token]) -> Longhands:
        yield first, tokens[:1]
        yield second, tokens[-1:]

    return split


def _animation(tokens: list[Token]) -> Longhands:
    """Give the parts of each animation of a list, as lists of one item each."""
    found: dict[str, list[list[Token]]] = {key: [] for key in _ANIMATION}
    for part in listed(tokens):
        times = [token for token in part if seconds(token) is not None]
        counts = [t for t in part if word([t]) == "infinite" or t.type == "number"]
        paused = [token for token in part if word([token]) == "paused"]
        ways = [token for token in part if word([token]) in _DIRECTIONS]
        used = (*times, *counts, *paused, *ways)
        names = [
            token
            for token in part
            if token.type in ("ident", "string") and token not in used and not _is_timing(token)
        ]
        for key, value in zip(
            _ANIMATION,
            (names[:1], times[:1], times[1:2], counts[:1], ways[:1], paused[:1]),
            strict=True,
        ):
            found[key].append(value)
    for key, parts in found.items():
        yield key, _joined(parts)


def _is_timing(token: Token) -> bool:
    return word([token]) in _TIMING


def _joined(parts: list[list[Token]]) -> list[Token]:
    """Put a list together again; an empty item stays one."""
    from tinycss2.ast import LiteralToken

    joined: list[Token] = []
    for at, part in enumerate(parts):
        joined += [LiteralToken(0, 0, ",")] * bool(at) + part
    return joined


def _transition(tokens: list[Token]) -> Longhands:
    times = [[token for token in part if seconds(token) is not None] for part in listed(tokens)]
    yield "transition-duration", _joined([part[:1] for part in times])
    yield "transition-delay", _joined([part[1:2] for part in times])


_ANIMATION = (
    "animation-name",
    "animation-duration",
    "animation-delay",
    "animation-iteration-count",
    "animation-direction",
    "animation-play-state",
)
_SHORTHANDS: dict[str, tuple[Callable[[list[Token]], Longhands], tuple[str, ...]]] = {
    "background": (_background, ("background-color", "background-image")),
    "font": (_font, ("font-size", "font-weight")),
    "inset": (_sides(""), ("top", "right", "bottom", "left")),
    "inset-inline": (_pair("left", "right"), ("left", "right")),
    "inset-block": (_pair("top", "bottom"), ("top", "bottom")),
    "margin": (_sides("margin-", "top left"), ("margin-top", "margin-left")),
    "margin-inline": (_pair("margin-left", "margin-right"), ("margin-left",)),
    "margin-block": (_pair("margin-top", "margin-bottom"), ("margin-top",)),
    "padding": (_sides("padding-", "top bottom"), ("padding-top", "padding-bottom")),
    "animation": (_animation, _ANIMATION),
    "transition": (_transition, ("transition-duration", "transition-delay")),
}


def share(tokens: list[Token]) -> float | None:
    """Give an opacity or another share of one, from 0 to 1; None where it is none."""
    value = number(tokens[0]) if len(tokens) == 1 else None
    return None if value is None else min(1.0, max(0.0, value))
