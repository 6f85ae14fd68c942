"""Finds the value of each property of an element: cascade and ``var()`` (CSS Cascade 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from platebook.preflight.epub.styles.media import Screen, holds
from platebook.preflight.epub.styles.sheets import Declaration, Frames, Rule, Sheet, read_style
from platebook.preflight.epub.styles.shorthands import longhands
from platebook.preflight.epub.styles.values import Token, Tokens

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


@dataclass(slots=True)
class Book:
    """The sheets of one document, in their order: rules with all queries that must hold."""

    rules: list[Rule] = field(default_factory=list)
    frames: dict[str, Frames] = field(default_factory=dict)
    layers: dict[str, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)
    _matcher: Any = None

    def add(self, sheet: Sheet, media: tuple[Tokens, ...], layer: str) -> None:
        """Add a sheet behind those before it."""
        self.layers |= dict.fromkeys([layer] if layer else [])
        self.layers |= dict.fromkeys(layer + each for each in sheet.layers)
        for rule in sheet.rules:
            named = layer + rule.layer
            self.layers |= dict.fromkeys([named] if named else [])
            self.rules.append(replace(rule, media=media + rule.media, layer=named))
        self.frames |= sheet.frames
        self.names |= sheet.names
        self.features |= sheet.features

    def cost(self, elements: int) -> int:
        """Give how many steps it may take to match so many elements, roughly."""
        selectors = [each for rule in self.rules for each in rule.selectors]
        any_ = sum(not (each.id or each.class_name or each.local_name) for each in selectors)
        heavy = sum(rule.heavy for rule in self.rules)
        return elements * (10 + any_ + len(selectors) // 20) + heavy * elements * elements // 20

    def matches(self, wrapped: Any) -> list[tuple[Any, int, int]]:  # noqa: ANN401
        """Give specificity, order and number of the rules for an element (of ``cssselect2``)."""
        if self._matcher is None:
            from cssselect2 import Matcher

            self._matcher = Matcher()
            for number, rule in enumerate(self.rules):
                for selector in rule.selectors:
                    self._matcher.add_selector(selector, number)
        return [(rank, order, number) for rank, order, _, number in self._matcher.match(wrapped)]

    def in_force(self, screen: Screen) -> frozenset[int]:
        """Give the numbers of the rules that hold on a screen."""
        return frozenset(
            number
            for number, rule in enumerate(self.rules)
            if all(holds(query, screen) for query in rule.media)
        )

    def declared(
        self, element: _Element, matches: Sequence[tuple[Any, int, int]], force: frozenset[int]
    ) -> list[Declaration]:
        """Give the declarations for an element, those that go first at the end."""
        places = {name: place for place, name in enumerate(self.layers)}
        ranked: list[Match] = [((False, -1, False, (), 0), each) for each in _hints(element)]
        for specificity, order, number in matches:
            if number in force:
                rule = self.rules[number]
                layer = places[rule.layer] if rule.layer else len(places)
                ranked += [
                    (_rank(each, layer, specificity, order), each) for each in rule.declarations
                ]
        if style := element.get("style"):
            top = len(places)
            ranked += [(_rank(each, top, (), 0, inline=True), each) for each in read_style(style)]
        return [each for _, each in sorted(ranked, key=lambda match: match[0])]


def _rank(
    declared: Declaration,
    layer: int,
    specificity: tuple[int, ...],
    order: int,
    *,
    inline: bool = False,
) -> _Rank:
    """What is important goes first, and among that the layers from the last to the first."""
    important = declared.important
    return important, -layer if important else layer, inline, specificity, order


def _hints(element: _Element) -> Iterator[Declaration]:
    """Give what attributes say beside ``style``."""
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


Values = Mapping[str, Tokens]


def cascade(
    declared: Iterable[Declaration], above: Values
) -> tuple[dict[str, list[Token]], Values]:
    """Give the value of each property that is set, and the custom properties (``--x``) here."""
    declared = list(declared)
    own = {each.name: each.value for each in declared if each.name.startswith("--")}
    custom: Values = {**above, **own} if own else above
    found: dict[str, list[Token]] = {}
    for each in declared:
        if not each.name.startswith("--"):
            value = substituted(each.value, custom)
            if value is not None:
                found |= dict(longhands(each, value))
    return found, custom


def substituted(tokens: Tokens, custom: Values, depth: int = 0) -> list[Token] | None:
    """Put values in the place of ``var()``; None where one is missing."""
    found: list[Token] = []
    for token in tokens:
        if token.type == "function":
            changed = _function(token, custom, depth)
            if changed is None:
                return None
            found += changed
        else:
            found.append(token)
        if len(found) > _MOST_TOKENS:
            return None
    return found


def _function(token: Token, custom: Values, depth: int) -> list[Token] | None:
    from tinycss2.ast import FunctionBlock

    if depth > _DEPTH:
        return None
    if token.lower_name != "var":
        inner = substituted(token.arguments, custom, depth + 1)
        if inner is None:
            return None
        return [FunctionBlock(token.source_line, token.source_column, token.name, inner)]
    arguments = [each for each in token.arguments if each.type != "comment"]
    names = [each.value for each in arguments if each.type == "ident"]
    if names and names[0] in custom:
        return substituted(custom[names[0]], custom, depth + 1)
    commas = [at for at, each in enumerate(arguments) if each == ","]
    return substituted(arguments[commas[0] + 1 :], custom, depth + 1) if commas else None
