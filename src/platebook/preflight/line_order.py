"""The order of a line's characters: as it is painted, and as it is read (UAX #9)."""

from __future__ import annotations

import re
import unicodedata

from bidi import get_display

_SURROGATE = re.compile("[\ud800-\udfff]")
_LEFTWARDS = frozenset({"R", "AL", "AN"})


def runs_left(text: str) -> bool:
    """Whether any character of a text runs from the right to the left."""
    return any(unicodedata.bidirectional(char) in _LEFTWARDS for char in text)


def runs_rightwards(text: str) -> bool:
    """Whether any letter of a text runs from the left to the right."""
    return any(unicodedata.bidirectional(char) == "L" for char in text)


def in_visual_order(text: str, *, rightmost_first: bool) -> str:
    """Put a line's characters into their visual order, the leftmost first (UAX #9).

    ``rightmost_first`` is the paragraph's direction. Characters that the algorithm removes (X9)
    are left out; brackets are not mirrored.
    """
    whole = _SURROGATE.sub("\ufffd", text)
    line = str(get_display(whole, base_dir="R" if rightmost_first else "L"))
    return "".join(char for char in line if unicodedata.bidirectional(char) != "BN")


def in_logical_order(painted: str) -> str:
    """Put a line's characters, the leftmost first, into the order in which they are read.

    Most of its letters decide in which direction its paragraph runs. The order is undone by the
    same algorithm, which gives back nearly every line; of those that look alike, one.
    """
    if not runs_left(painted):
        return painted
    kinds = [unicodedata.bidirectional(char) for char in painted]
    leftwards = kinds.count("R") + kinds.count("AL")
    return in_visual_order(painted, rightmost_first=leftwards >= kinds.count("L"))
