"""Finds the value of each property of an element: cascade and ``var()`` (CSS Cascade 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.css import Screen, Token, Tokens, colour
from platebook.preflight.epub.styles.sheets import Declaration, StyleSheet, read_style

if TYPE_CHECKING:
    from lxml.etree import _Element

_SVG = "{http://www.w3.org/2000/svg}"
#: Attributes of SVG that are rules of the lowest rank (SVG 2, 6.6).
_PRESENTATION = ("display", "visibility", "opacity", "clip-path", "font-size", "transform")
#: Attributes of HTML that are rules of the lowest rank (HTML, 15.3): by property.
_HINTS = {"bgcolor": "background-color", "text": "color", "color": "color"}
_SIZED = ("img", "svg", "video", "object", "canvas", "iframe")
#: ``var()`` in ``var()``, and tokens that a value may grow to.
_DEPTH, _MOST_TOKENS = 10, 500
#: Rank, layer, from an attribute or not, specificity, order: the larger goes first.
_Rank = tuple[bool, int, bool, Any, int]
Match = tuple[_Rank, Declaration]
#: Specificity, order, pseudo-element and number of a rule that matches an element.
Matched = tuple[Any, int, str | None, int]
Values = Mapping[str, Tokens]
Longhands = Iterator[tuple[str, list[Token]]]
_IMAGES = ("gradient", "image", "url", "element", "paint", "cross-fade")
_WEIGHTS = ("bold", "bolder", "lighter")
_DIRECTIONS = ("normal", "reverse", "alternate", "alternate-reverse")
_TIMING = {
    *("ease", "linear", "ease-in", "ease-out", "ease-in-out", "step-start", "step-end"),
    *("running", "allow-discrete"),
}
_FILLS = ("forwards", "backwards", "both")
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
_ANIMATION = (
    "animation-name",
    "animation-duration",
    "animation-delay",
    "animation-iteration-count",
    "animation-direction",
    "animation-play-state",
    "animation-fill-mode",
)


@dataclass(slots=True)
class DocumentStyles(StyleSheet):
    """The sheets of one document, in their order: rules with all queries that must hold."""

    _matcher: Any = None

    def add(self, sheet: StyleSheet, media: tuple[Tokens, ...], layer: str) -> None:
        """Add a sheet behind those before it."""
        self.layers |= dict.fromkeys([layer] if layer else [])
        self.layers |= dict.fromkeys(layer + sublayer for sublayer in sheet.layers)
        for rule in sheet.rules:
            full_layer = layer + rule.layer
            self.layers |= dict.fromkeys([full_layer] if full_layer else [])
            self.rules.append(replace(rule, media=media + rule.media, layer=full_layer))
        self.frames |= sheet.frames
        self.names |= sheet.names
        self.features |= sheet.features
        self.whole = self.whole and sheet.whole

    def cost(self, elements: int) -> int:
        """Return how many steps it may take to match so many elements, roughly."""
        selectors = [selector for rule in self.rules for selector in rule.selectors]
        any_ = sum(
            not (selector.id or selector.class_name or selector.local_name)
            for selector in selectors
        )
        heavy = sum(rule.costly for rule in self.rules)
        return elements * (10 + any_ + len(selectors) // 20) + heavy * elements * elements // 20

    def matches(self, wrapped: Any) -> list[Matched]:  # noqa: ANN401
        """Return the rules for an element (of ``cssselect2``), and for its pseudo-elements."""
        if self._matcher is None:
            from cssselect2 import Matcher

            self._matcher = Matcher()
            for number, rule in enumerate(self.rules):
                for selector in rule.selectors:
                    self._matcher.add_selector(selector, number)
        return list(self._matcher.match(wrapped))

    def in_force(self, screen: Screen) -> frozenset[int]:
        """Return the numbers of the rules that hold on a screen."""
        return frozenset(
            number
            for number, rule in enumerate(self.rules)
            if not rule.unsure and all(css.holds(query, screen) for query in rule.media)
        )

    def declarations(
        self, element: _Element, matches: Sequence[Matched], force: frozenset[int]
    ) -> list[Declaration]:
        """Return the declarations for an element, those that go first at the end."""
        places = {name: place for place, name in enumerate(self.layers)}
        ranked: list[Match] = [((False, -1, False, (), 0), hint) for hint in _hints(element)]
        for specificity, order, _, at in matches:
            if at in force:
                rule = self.rules[at]
                layer = places[rule.layer] if rule.layer else len(places)
                mine = rule.declarations
                ranked += [
                    (_rank(declaration, layer, specificity, order), declaration)
                    for declaration in mine
                ]
        if style := element.get("style"):
            top = len(places)
            ranked += [
                (_rank(declaration, top, (), 0, inline=True), declaration)
                for declaration in read_style(style)
            ]
        return [declaration for _, declaration in sorted(ranked, key=lambda match: match[0])]


def _rank(
    declaration: Declaration,
    layer: int,
    specificity: tuple[int, ...],
    order: int,
    *,
    inline: bool = False,
) -> _Rank:
    """What is important goes first, and among that the layers from the last to the first."""
    important = declaration.important
    return important, -layer if important else layer, inline, specificity, order


def _hints(element: _Element) -> Iterator[Declaration]:
    """Yield what attributes say beside ``style``."""
    from tinycss2 import parse_component_value_list

    if str(element.tag).startswith(_SVG):
        for name in _PRESENTATION:
            if value := element.get(name):
                yield Declaration(name, parse_component_value_list(value))
    for name, property_ in _HINTS.items():
        if (value := element.get(name)) and not str(element.tag).startswith(_SVG):
            yield Declaration(property_, parse_component_value_list(value))
    if str(element.tag).rpartition("}")[2] in _SIZED:
        for name in ("width", "height"):
            if (value := element.get(name)) and value.strip() in ("0", "0px", "0%"):
                yield Declaration(name, parse_component_value_list("0px"))


def cascade(
    declarations: Iterable[Declaration], above: Values
) -> tuple[dict[str, list[Token]], Values]:
    """Return the value of each property that is set, and the custom properties (``--x``) here."""
    declarations = list(declarations)
    own = {
        declaration.name: declaration.value
        for declaration in declarations
        if declaration.name.startswith("--")
    }
    custom: Values = {**above, **own} if own else above
    values: dict[str, list[Token]] = {}
    for declaration in declarations:
        if not declaration.name.startswith("--"):
            value = substitute(declaration.value, custom)
            if value is not None:
                values |= dict(longhands(declaration, value))
    return values, custom


def substitute(tokens: Tokens, custom: Values, depth: int = 0) -> list[Token] | None:
    """Put values in the place of ``var()``; None where one is missing."""
    result: list[Token] = []
    for token in tokens:
        if token.type == "function":
            value = _function(token, custom, depth)
            if value is None:
                return None
            result += value
        else:
            result.append(token)
        if len(result) > _MOST_TOKENS:
            return None
    return result


def _function(token: Token, custom: Values, depth: int) -> list[Token] | None:
    from tinycss2.ast import FunctionBlock

    if depth > _DEPTH:
        return None
    if token.lower_name != "var":
        inner = substitute(token.arguments, custom, depth + 1)
        if inner is None:
            return None
        return [FunctionBlock(token.source_line, token.source_column, token.name, inner)]
    arguments = [argument for argument in token.arguments if argument.type != "comment"]
    names = [argument.value for argument in arguments if argument.type == "ident"]
    if names and names[0] in custom:
        return substitute(custom[names[0]], custom, depth + 1)
    commas = [at for at, argument in enumerate(arguments) if argument == ","]
    return substitute(arguments[commas[0] + 1 :], custom, depth + 1) if commas else None


def canonical(name: str) -> str:
    """Return the name of today for a property."""
    for prefix in ("-webkit-", "-moz-", "-epub-", "-ms-", "-o-", "-"):
        if name not in _NAMES:
            name = name.removeprefix(prefix)
    return _NAMES.get(name, name)


def longhands(declaration: Declaration, value: Tokens) -> Longhands:
    """Yield the properties that a declaration sets; none where its value is no value."""
    name = canonical(declaration.name)
    tokens = css.plain(value)
    if not tokens:
        return
    if name == "transform" and css.word(tokens) not in css.GLOBAL:
        yield name, transforming(tokens)
    elif name in _SHORTHANDS:
        if css.word(tokens) in css.GLOBAL:
            yield from ((longhand, tokens) for longhand in _SHORTHANDS[name][1])
        else:
            yield from _SHORTHANDS[name][0](tokens)
    elif name not in ("color", "background-color") or _is_colour(tokens):
        yield name, tokens


def transforming(tokens: Iterable[Token]) -> list[Token]:
    """Leave out what moves nothing: ``none``, and functions such as ``rotate(0)``."""
    return [token for token in tokens if token.type == "function" and not _moves_nothing(token)]


def _moves_nothing(function: Token) -> bool:
    values = [
        getattr(part[0], "value", None) for part in css.split_commas(function.arguments) if part
    ]
    name = function.lower_name
    still = [1, 0, 0, 1, 0, 0] if name == "matrix" else [float("scale" in name)] * len(values)
    return values == still


def _is_colour(tokens: list[Token]) -> bool:
    return css.word(tokens) in css.GLOBAL or colour(tokens, dark=False) is not None


def is_image(token: Token) -> bool:
    """Return whether a value is a picture or a gradient."""
    function_name = token.lower_name if token.type == "function" else ""
    return token.type == "url" or any(function in function_name for function in _IMAGES)


def is_picture(token: Token) -> bool:
    """Return whether a value is a picture, and no gradient."""
    return is_image(token) and "gradient" not in getattr(token, "lower_name", "")


def _background(tokens: list[Token]) -> Longhands:
    last = list(css.split_commas(tokens))[-1]
    colours = [token for token in last if _is_colour([token])]
    yield "background-color", colours[:1]
    yield "background-image", [token for token in tokens if is_image(token)]
    if "text" in css.words(tokens):
        yield "background-clip", [token for token in tokens if css.word([token]) == "text"]


def _font(tokens: list[Token]) -> Longhands:
    """Yield size and weight: the size is the first length, and families come after it."""
    for at, token in enumerate(tokens):
        sized = token.type in ("dimension", "percentage") or css.word([token]) in css.TYPE_SIZES
        zero = token.type == "number" and token.value == 0
        if sized or zero or (token.type == "function" and token.lower_name != "var"):
            bold = [
                token
                for token in tokens[:at]
                if css.word([token]) in _WEIGHTS or (token.type == "number" and token.value >= 100)
            ]
            yield "font-size", [token]
            yield "font-weight", bold[:1]
            return


def _sides(prefix: str, names: str = "top right bottom left") -> Callable[[list[Token]], Longhands]:
    def split(tokens: list[Token]) -> Longhands:
        values = dict(zip(("top", "right", "bottom", "left"), css.sides(tokens), strict=True))
        for side in names.split():
            yield f"{prefix}{side}", [values[side]]

    return split


def _pair(first: str, second: str) -> Callable[[list[Token]], Longhands]:
    def split(tokens: list[Token]) -> Longhands:
        yield first, tokens[:1]
        yield second, tokens[-1:]

    return split


def _animation(tokens: list[Token]) -> Longhands:
    """Yield the parts of each animation of a list, as lists of one item each."""
    rows = []
    for part in css.split_commas(tokens):
        times = [token for token in part if css.seconds(token) is not None]
        counts = [t for t in part if css.word([t]) == "infinite" or t.type == "number"]
        paused = [token for token in part if css.word([token]) == "paused"]
        ways = [token for token in part if css.word([token]) in _DIRECTIONS]
        fills = [token for token in part if css.word([token]) in _FILLS]
        values = (*times, *counts, *paused, *ways, *fills)
        rest = (token for token in part if token not in values and css.word([token]) not in _TIMING)
        names = [token for token in rest if token.type in ("ident", "string")]
        first = (times[:1], times[1:2], counts[:1], ways[:1], paused[:1], fills[:1])
        rows.append((names[:1], *first))
    for key, parts in zip(_ANIMATION, zip(*rows, strict=True), strict=True):
        yield key, _join(parts)


def _join(parts: Sequence[list[Token]]) -> list[Token]:
    """Put a list together again; an empty item stays one."""
    from tinycss2.ast import LiteralToken

    comma = LiteralToken(0, 0, ",")
    return [token for part in parts for token in (comma, *part)][1:]


def _transition(tokens: list[Token]) -> Longhands:
    parts = css.split_commas(tokens)
    times = [[token for token in part if css.seconds(token) is not None] for part in parts]
    yield "transition-duration", _join([part[:1] for part in times])
    yield "transition-delay", _join([part[1:2] for part in times])


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
    """Return an opacity or another share of one, from 0 to 1; None where it is none."""
    value = css.number(tokens[0]) if len(tokens) == 1 else None
    return None if value is None else min(1.0, max(0.0, value))
