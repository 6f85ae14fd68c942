"""Measures the contrast of a text with what is behind it (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from platebook.preflight.epub.styles.colours import Colour
from platebook.preflight.epub.styles.computed import Style, over

#: Ratios that are asked for, and from which sizes (px) a text is large.
_RATIO, _LARGE_RATIO, _LARGE, _LARGE_BOLD = 4.5, 3.0, 24.0, 18.66
#: What has less cannot be read at all.
UNREADABLE = 1.5
#: Of text that is more transparent than this nothing is seen, whatever is behind it.
_FAINTEST = 0.1
#: Rounding of colours may cost so much.
_ALMOST = 0.05


def lacking(style: Style) -> tuple[float, float, str] | None:
    """Give the contrast that a text has, the one it needs, and its colours; None if it is enough.

    Where several colours may be behind it, it is held to the best of them.
    """
    found = _ratio(style)
    large = style.size >= _LARGE or (style.bold and style.size >= _LARGE_BOLD)
    needs = _LARGE_RATIO if large else _RATIO
    if found is None or found[0] >= needs - _ALMOST:
        return None
    return found[0], needs, found[1]


def _ratio(style: Style) -> tuple[float, str] | None:
    """Give the contrast of a text with what is behind it, at best; and the two colours."""
    if style.colour is None:
        return None
    seen = (*style.colour[:3], style.colour[3] * style.fade)
    if seen[3] < _FAINTEST:
        return 1.0, "transparent"
    found = [(_contrast(over(seen, ground), ground), ground) for ground in style.grounds]
    if not found:
        return None
    ratio, ground = max(found)
    return ratio, f"{_hex(over(seen, ground))} on {_hex(ground)}"


def _contrast(one: Colour, other: Colour) -> float:
    """Give the contrast ratio of two opaque colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * each):02x}" for each in colour[:3])
