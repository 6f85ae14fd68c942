"""Reads colours of CSS as sRGB (CSS Color 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign

from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.css import Token

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
_DEPTH = 6


def colour(tokens: Iterable[Token], *, dark: bool, depth: int = 0) -> Colour | str | None:
    """Read a colour; ``currentcolor`` as a word; None where it is none, or cannot be known."""
    from tinycss2.color5 import parse_color

    found = css.plain(tokens)
    if len(found) != 1 or depth > _DEPTH:
        return None
    if (name := css.word(found)) in _SYSTEM:
        grey = _SYSTEM[name][dark]
        return grey, grey, grey, 1.0
    if found[0].type == "function" and found[0].lower_name == "color-mix":
        return _mixed(found[0], dark=dark, depth=depth + 1)
    try:
        parsed = parse_color(found[0], ("dark",) if dark else ("light",))
        if isinstance(parsed, str) or parsed is None:
            return parsed
        red, green, blue = _srgb(parsed)
        return red, green, blue, min(1.0, max(0.0, float(parsed.alpha)))
    except _ODD:
        return None


def _srgb(parsed: Token) -> tuple[float, ...]:
    """Convert a colour of the library. Raises one of ``_ODD`` where that is not known."""
    space, coordinates = parsed.space, tuple(float(each or 0) for each in parsed.coordinates)
    if space in _BY_WAY:
        parsed = parsed.to(_BY_WAY[space])
        space, coordinates = parsed.space, tuple(parsed.coordinates)
    if space in _MATRICES:
        coordinates = tuple(
            sum(factor * value for factor, value in zip(row, coordinates, strict=True))
            for row in _MATRICES[space]
        )
        space = "srgb-linear"
    if space == "srgb-linear":
        coordinates = tuple(map(_encoded, coordinates))
    elif space not in _AS_IT_IS:
        coordinates = tuple(parsed.to("srgb").coordinates)
    return tuple(min(1.0, max(0.0, each)) for each in coordinates)


def _encoded(linear: float) -> float:
    if abs(linear) <= 0.0031308:
        return 12.92 * linear
    return copysign(1.055 * abs(linear) ** (1 / 2.4) - 0.055, linear)


def _mixed(token: Token, *, dark: bool, depth: int) -> Colour | None:
    """Work out ``color-mix(in srgb, …)``; other spaces mix otherwise."""
    parts = list(css.listed(token.arguments))
    if len(parts) != 3 or css.words(parts[0]) != ["in", "srgb"]:
        return None
    colours, shares = [], []
    for part in parts[1:]:
        shares.append(next((css.number(each) for each in part if each.type == "percentage"), None))
        rest = [each for each in part if each.type != "percentage"]
        colours.append(colour(rest, dark=dark, depth=depth))
    one, other = colours
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        return None
    first, second = shares
    if first is None:
        first = 0.5 if second is None else 1 - second
    second = 1 - first if second is None else second
    if first + second <= 0:
        return None
    weight = first / (first + second)
    pairs = zip(one, other, strict=True)
    red, green, blue, alpha = (weight * mine + (1 - weight) * theirs for mine, theirs in pairs)
    return red, green, blue, alpha
