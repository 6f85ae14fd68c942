"""Decides which of a book's rules hold: media queries (Media Queries 5) and ``@supports``."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.preflight.epub.styles.values import Frame, Token, Tokens, length, listed, plain, word


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a book is read: px wide × high, in a light or a dark mode, with or without motion."""

    wide: float = 400.0
    high: float = 700.0
    dark: bool = False
    calm: bool = False

    @property
    def frame(self) -> Frame:
        """What the lengths of a query are relative to."""
        return Frame(16.0, 16.0, self.wide, self.high)

    @property
    def features(self) -> dict[str, str]:
        """The features that are words."""
        return {
            "prefers-color-scheme": "dark" if self.dark else "light",
            "prefers-reduced-motion": "reduce" if self.calm else "no-preference",
            "prefers-contrast": "no-preference",
            "prefers-reduced-transparency": "no-preference",
            "forced-colors": "none",
            "inverted-colors": "none",
            "orientation": "landscape" if self.wide > self.high else "portrait",
            "hover": "none",
            "any-hover": "none",
            "pointer": "coarse",
            "any-pointer": "coarse",
            "scripting": "none",
            "update": "fast",
            "overflow-block": "paged",
            "overflow-inline": "scroll",
            "display-mode": "browser",
            "color-gamut": "srgb",
            "dynamic-range": "standard",
        }


def holds(prelude: Tokens, screen: Screen) -> bool:
    """Tell whether one of the queries of a list holds; an empty list does."""
    queries = [query for query in listed(prelude) if query]
    return not queries or any(_query(query, screen) for query in queries)


def is_supported(prelude: Tokens) -> bool:
    """Tell whether readers may know what ``@supports`` asks for: anything but its contrary."""
    return word(plain(prelude)[:1]) != "not"


def _query(tokens: list[Token], screen: Screen) -> bool:
    """Judge one query: a type, and conditions."""
    negated = word(tokens[:1]) == "not" and word(tokens[1:2]) != ""
    rest = tokens[1:] if negated or word(tokens[:1]) == "only" else tokens
    if kind := word(rest[:1]):
        if kind == "not":
            return _condition(rest, screen)
        fits = kind in ("all", "screen")
        rest = rest[2:] if word(rest[1:2]) == "and" else rest[1:]
        found = fits and (not rest or _condition(rest, screen))
        return found != negated
    return _condition(rest, screen)


def _condition(tokens: list[Token], screen: Screen) -> bool:
    """Judge ``(…) and (…)``, ``(…) or (…)`` and ``not (…)``."""
    if word(tokens[:1]) == "not":
        return not _condition(tokens[1:], screen)
    found = [_bracket(token, screen) for token in tokens if token.type == "() block"]
    if not found or any(token.type not in ("() block", "ident") for token in tokens):
        return False
    joins = {word([token]) for token in tokens} - {""}
    return any(found) if "or" in joins else all(found)


def _bracket(block: Token, screen: Screen) -> bool:
    inner = plain(block.content)
    if any(token.type == "() block" for token in inner) or word(inner[:1]) == "not":
        return _condition(inner, screen)
    name = word(inner[:1])
    if len(inner) == 1:
        return _bare(name, screen)
    if len(inner) >= 3 and inner[1] == ":":
        return _feature(name, inner[2:], screen)
    return _range(inner, screen)


def _bare(name: str, screen: Screen) -> bool:
    """Judge a feature without a value."""
    if name in screen.features:
        return screen.features[name] not in ("none", "no-preference")
    return name in ("width", "height", "color", "aspect-ratio", "resolution")


def _feature(name: str, value: list[Token], screen: Screen) -> bool:
    if name in screen.features:
        return word(value) == screen.features[name]
    bound, _, side = name.rpartition("-")
    if side not in ("width", "height"):
        return False
    px = length(value, screen.frame)
    has = screen.wide if side == "width" else screen.high
    if px is None:
        return False
    return has >= px if bound.startswith("min") else has <= px if bound.startswith("max") else False


def _range(tokens: list[Token], screen: Screen) -> bool:
    """Judge ``width >= 30em`` and ``20em < width < 40em``."""
    sides = {"width": screen.wide, "height": screen.high}
    values: list[float] = []
    signs: list[str] = []
    for token in tokens:
        if token.type == "literal":
            if token.value == "=" and signs and len(signs) == len(values) and signs[-1] in "<>":
                signs[-1] += "="
            else:
                signs.append(token.value)
            continue
        px = sides.get(word([token]), length([token], screen.frame))
        if px is None:
            return False
        values.append(px)
    if len(values) != len(signs) + 1:
        return False
    tests = zip(values, signs, values[1:], strict=False)
    return all(_compare(one, sign, other) for one, sign, other in tests)


def _compare(one: float, sign: str, other: float) -> bool:
    return {
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
        "=": one == other,
    }.get(sign, False)
