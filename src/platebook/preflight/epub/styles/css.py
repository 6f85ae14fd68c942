"""Reads values and colours of CSS (Values 4, Color 5), and decides which media queries hold."""

from __future__ import annotations

import operator as op
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import copysign
from typing import Any, TypeVar

#: A component value of tinycss2, an untyped library.
Token = Any
Tokens = Sequence[Token]
Item = TypeVar("Item")

_PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_PX["q"] = _PX["mm"] / 4
#: Units of the type's size, and a share of it where the font is not known.
_EM = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "ic": 1.0, "cap": 0.7}
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0}
_SIZES |= {"x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0}
_STEP = {"smaller": 1 / 1.2, "larger": 1.2}
#: The keywords of ``font-size``.
TYPE_SIZES = frozenset({*_SIZES, *_STEP})
_SECONDS = {"s": 1.0, "ms": 0.001}
DEPTH, _COMMA, GLOBAL = 12, ",", ("inherit", "initial", "unset", "revert", "revert-layer")
_SIGNS = {"<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge, "=": op.eq}


@dataclass(frozen=True, slots=True)
class LengthBase:
    """What lengths are relative to: px of the type here and of the root, and of the screen."""

    em: float
    rem: float
    wide: float
    high: float


def plain(tokens: Iterable[Token]) -> list[Token]:
    """Leave spaces and comments out."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def word(tokens: Iterable[Token]) -> str:
    """Return a value that is one keyword, in small letters; empty for any other."""
    parts = plain(tokens)
    return str(parts[0].lower_value) if len(parts) == 1 and parts[0].type == "ident" else ""


def words(tokens: Iterable[Token]) -> list[str]:
    """Return all keywords of a value."""
    return [token.lower_value for token in tokens if token.type == "ident"]


def split_commas(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Take a value apart at its commas."""
    part: list[Token] = []
    for token in tokens:
        if token == _COMMA:
            yield plain(part)
            part = []
        else:
            part.append(token)
    yield plain(part)


def sides(items: Sequence[Item]) -> tuple[Item, Item, Item, Item]:
    """Return top, right, bottom and left of one to four values."""
    top, right, bottom, left = (
        items[at] if at < len(items) else items[max(0, at - 2) % len(items)] for at in range(4)
    )
    return top, right, bottom, left


def number(token: Token) -> float | None:
    """Return a number, or a percentage as a share; None for anything else."""
    if token.type == "number":
        return float(token.value)
    return float(token.value) / 100 if token.type == "percentage" else None


def seconds(token: Token) -> float | None:
    """Return a time in seconds; None for anything else."""
    if token.type == "dimension" and token.lower_unit in _SECONDS:
        return float(token.value * _SECONDS[token.lower_unit])
    return None


def length(tokens: Iterable[Token], base: LengthBase, whole: float | None = None) -> float | None:
    """Return a length in px; percentages of ``whole``. None where it is none, or not known."""
    parts = plain(tokens)
    return _px(parts[0], base, whole, 0) if len(parts) == 1 else None


def type_size(tokens: Iterable[Token], base: LengthBase) -> float | None:
    """Return a font-size in px; ``base.em`` is the parent's."""
    if (name := word(tokens := list(tokens))) in _SIZES:
        return _SIZES[name]
    if name in _STEP:
        return base.em * _STEP[name]
    size = length(tokens, base, base.em)
    return size if size is not None and size >= 0 else None


def _px(token: Token, base: LengthBase, whole: float | None, depth: int) -> float | None:
    if token.type == "number":
        return float(token.value) if depth or token.value == 0 else None
    if token.type == "percentage":
        return None if whole is None else whole * float(token.value) / 100
    if token.type == "dimension":
        return _dimension(float(token.value), token.lower_unit, base)
    if depth > DEPTH:
        return None
    if token.type == "() block":
        return _sum(token.content, base, whole, depth)
    if token.type == "function":
        return _function(token, base, whole, depth)
    return None


def _dimension(value: float, unit: str, base: LengthBase) -> float | None:
    if unit in _PX:
        return value * _PX[unit]
    if unit in _EM:
        return value * _EM[unit] * base.em
    if unit.startswith("r") and unit[1:] in _EM:
        return value * _EM[unit[1:]] * base.rem
    side = unit[-2:] if unit[:1] in "sld" else unit
    sides = {"vw": base.wide, "vi": base.wide, "vh": base.high, "vb": base.high}
    sides |= {"in": min(base.wide, base.high), "ax": max(base.wide, base.high)}
    key = side if side in sides else unit[-2:] if unit.endswith(("vmin", "vmax")) else ""
    return value * sides[key] / 100 if key else None


def _function(token: Token, base: LengthBase, whole: float | None, depth: int) -> float | None:
    """Work out calc(), min(), max() and clamp()."""
    parts = [_sum(part, base, whole, depth) for part in split_commas(token.arguments)]
    lengths = [part for part in parts if part is not None]
    if len(lengths) < len(parts) or not lengths:
        return None
    name = token.lower_name
    if name == "calc" and len(lengths) == 1:
        return lengths[0]
    if name in ("min", "max"):
        return min(lengths) if name == "min" else max(lengths)
    if name == "clamp" and len(lengths) == 3:
        return max(lengths[0], min(lengths[1], lengths[2]))
    return None


def _sum(
    tokens: Iterable[Token], base: LengthBase, whole: float | None, depth: int
) -> float | None:
    """Work out a sum of products, from the left."""
    total, product, sign, operator = 0.0, None, 1.0, "*"
    for token in plain(tokens):
        if token.type == "literal" and token.value in "+-*/":
            if token.value in "+-" and product is not None:
                total, product = total + sign * product, None
                sign, operator = (1.0 if token.value == "+" else -1.0), "*"
            else:
                operator = token.value
            continue
        value = _px(token, base, whole, depth + 1)
        if value is None or (operator == "/" and not value):
            return None
        if product is None:
            product = value
        else:
            product = product / value if operator == "/" else product * value
        operator = "*"
    return None if product is None else total + sign * product


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a book is read: px wide × high, in a light or a dark mode, with or without motion."""

    wide: float = 400.0
    high: float = 700.0
    dark: bool = False
    reduced_motion: bool = False

    @property
    def length_base(self) -> LengthBase:
        """What the lengths of a query are relative to."""
        return LengthBase(16.0, 16.0, self.wide, self.high)

    @property
    def features(self) -> dict[str, str]:
        """The features that are words."""
        return {
            "prefers-color-scheme": "dark" if self.dark else "light",
            "prefers-reduced-motion": "reduce" if self.reduced_motion else "no-preference",
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
    """Return whether one of the queries of a list holds; an empty list does."""
    queries = [query for query in split_commas(prelude) if query]
    return not queries or any(_query(query, screen) for query in queries)


def is_supported(prelude: Tokens) -> bool:
    """Return whether readers may know what ``@supports`` asks for: anything but its contrary."""
    return word(plain(prelude)[:1]) != "not"


def _query(tokens: list[Token], screen: Screen) -> bool:
    """Judge one query: a type, and conditions."""
    negated = word(tokens[:1]) == "not" and word(tokens[1:2]) != ""
    rest = tokens[1:] if negated or word(tokens[:1]) == "only" else tokens
    if kind := word(rest[:1]):
        if kind == "not":
            return _condition(rest, screen)
        rest = rest[2:] if word(rest[1:2]) == "and" else rest[1:]
        matches = kind in ("all", "screen") and (not rest or _condition(rest, screen))
        return matches != negated
    return _condition(rest, screen)


def _condition(tokens: list[Token], screen: Screen) -> bool:
    """Judge ``(…) and (…)``, ``(…) or (…)`` and ``not (…)``."""
    if word(tokens[:1]) == "not":
        return not _condition(tokens[1:], screen)
    conditions = [_bracket(token, screen) for token in tokens if token.type == "() block"]
    if not conditions or any(token.type not in ("() block", "ident") for token in tokens):
        return False
    joins = {word([token]) for token in tokens} - {""}
    return any(conditions) if "or" in joins else all(conditions)


def _bracket(block: Token, screen: Screen) -> bool:
    inner = plain(block.content)
    if any(token.type == "() block" for token in inner) or word(inner[:1]) == "not":
        return _condition(inner, screen)
    name = word(inner[:1])
    if len(inner) == 1:
        return _is_true_without_value(name, screen)
    if len(inner) >= 3 and inner[1] == ":":
        return _feature(name, inner[2:], screen)
    return _range(inner, screen)


def _is_true_without_value(name: str, screen: Screen) -> bool:
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
    px = length(value, screen.length_base)
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
        px = sides.get(word([token]), length([token], screen.length_base))
        if px is None:
            return False
        values.append(px)
    if len(values) != len(signs) + 1:
        return False
    tests = zip(values, signs, values[1:], strict=False)
    return all(sign in _SIGNS and _SIGNS[sign](left, right) for left, sign, right in tests)


#: Red, green, blue and opacity from 0 to 1.
Colour = tuple[float, float, float, float]

#: Of the two that a system paints a page in by itself: light and dark.
_SYSTEM = {
    **dict.fromkeys(("canvas", "field", "-moz-default-background-color"), (1.0, 0.07)),
    **dict.fromkeys(("canvastext", "fieldtext", "windowtext"), (0.0, 1.0)),
}
#: From XYZ to linear sRGB: for a white of D65, and of D50 (CSS Color 4, 10.6; by Bradford).
_MATRICES = {
    "xyz-d65": (
        (3.2409699, -1.5373832, -0.4986108),
        (-0.9692436, 1.8759675, 0.0415551),
        (0.0556301, -0.2039770, 1.0569715),
    ),
    "xyz-d50": (
        (3.1341359, -1.6173864, -0.4906620),
        (-0.9787955, 1.9162544, 0.0334427),
        (0.0719554, -0.2289768, 1.4053860),
    ),
}
#: Spaces by way of which the library converts; that of screens with more colours is near enough.
_BY_WAY = {"lab": "xyz-d50", "lch": "xyz-d50", "oklab": "xyz-d65", "oklch": "xyz-d65"}
_AS_IT_IS = ("srgb", "display-p3")
_ODD = (ValueError, TypeError, AttributeError, NotImplementedError, ZeroDivisionError)
_COLOUR_DEPTH = 6


def colour(tokens: Iterable[Token], *, dark: bool, depth: int = 0) -> Colour | str | None:
    """Read a colour; ``currentcolor`` as a word; None where it is none, or cannot be known."""
    from tinycss2.color5 import parse_color

    parts = plain(tokens)
    if len(parts) != 1 or depth > _COLOUR_DEPTH:
        return None
    if (name := word(parts)) in _SYSTEM:
        grey = _SYSTEM[name][dark]
        return grey, grey, grey, 1.0
    if parts[0].type == "function" and parts[0].lower_name == "color-mix":
        return _mix(parts[0], dark=dark, depth=depth + 1)
    try:
        value = parse_color(parts[0], ("dark",) if dark else ("light",))
        if isinstance(value, str) or value is None:
            return value
        red, green, blue = _srgb(value)
        return red, green, blue, min(1.0, max(0.0, float(value.alpha)))
    except _ODD:
        return None


def _srgb(value: Token) -> tuple[float, ...]:
    """Convert a colour of the library. Raises one of ``_ODD`` where that is not known."""
    space = value.space
    coordinates = tuple(float(coordinate or 0) for coordinate in value.coordinates)
    if space in _BY_WAY:
        value = value.to(_BY_WAY[space])
        space, coordinates = value.space, tuple(value.coordinates)
    if space in _MATRICES:
        rows = _MATRICES[space]
        coordinates = tuple(sum(map(op.mul, row, coordinates)) for row in rows)
        space = "srgb-linear"
    if space == "srgb-linear":
        coordinates = tuple(map(_encode, coordinates))
    elif space not in _AS_IT_IS:
        coordinates = tuple(value.to("srgb").coordinates)
    return tuple(min(1.0, max(0.0, coordinate)) for coordinate in coordinates)


def _encode(linear: float) -> float:
    if abs(linear) <= 0.0031308:
        return 12.92 * linear
    return copysign(1.055 * abs(linear) ** (1 / 2.4) - 0.055, linear)


def _mix(token: Token, *, dark: bool, depth: int) -> Colour | None:
    """Work out ``color-mix(in srgb, …)``; other spaces mix otherwise."""
    parts = list(split_commas(token.arguments))
    if len(parts) != 3 or words(parts[0]) != ["in", "srgb"]:
        return None
    colours, shares = [], []
    for part in parts[1:]:
        shares.append(next((number(token) for token in part if token.type == "percentage"), None))
        rest = [token for token in part if token.type != "percentage"]
        colours.append(colour(rest, dark=dark, depth=depth))
    left, right = colours
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return None
    first, second = shares
    if first is None:
        first = 0.5 if second is None else 1 - second
    second = 1 - first if second is None else second
    if first + second <= 0:
        return None
    weight = first / (first + second)
    pairs = zip(left, right, strict=True)
    red, green, blue, alpha = (weight * mine + (1 - weight) * theirs for mine, theirs in pairs)
    return red, green, blue, alpha
