"""Grapheme clusters, ignorable code points, equivalence and the order of a line, in any script.

UAX #29 (clusters), UAX #15 (normalization), UAX #44 (``Default_Ignorable_Code_Point``, Unicode 17)
and UAX #9 (order), as far as the standard library does not have them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

#: Code points that show nothing by themselves: joiners, selectors, fillers, direction controls.
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: A syllable written in conjoining jamo, or begun as a whole syllable (UAX #29, GB6 to GB8).
_HANGUL = (
    "(?=[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\uac00-\ud7a3])[\u1100-\u115f\ua960-\ua97c]*"
    "[\uac00-\ud7a3]?[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*"
)
#: What no mark is composed with, since it may be markup.
_MARKUP = "<>&;=\"'/"


def is_mark(char: str) -> bool:
    """Return whether a character combines with the one before it (general category M)."""
    return unicodedata.category(char).startswith("M")


def clusters(text: str) -> list[str]:
    """Return the grapheme clusters of more than one code point, in order.

    Lines' ends, and what may be markup, are no base of a mark.
    """
    return [cluster for cluster in _pattern(_signs(text)).findall(text) if len(cluster) > 1]


def compose(text: str) -> str:
    """Write each cluster of several code points in composed form (NFC); leave all else as it is.

    Single code points are kept: NFC replaces compatibility ideographs, which look otherwise.
    """
    if text.isascii():
        return text

    def whole(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", match[0]) if len(match[0]) > 1 else match[0]

    return _pattern(_signs(text)).sub(whole, text)


def canonical(text: str) -> str:
    """Return a text so that canonically equivalent ones are equal, without what is ignorable."""
    # A grapheme joiner keeps marks from being reordered, so it goes first.
    return unicodedata.normalize("NFD", IGNORABLE.sub("", text))


def with_sorted_marks(text: str) -> str:
    """Sort the marks between two bases, which a text that is read from a page has in any order."""
    if text.isascii():
        return text
    runs = groupby(text, is_mark)
    return "".join("".join(sorted(run) if marks else run) for marks, run in runs)


def code_points(text: str) -> str:
    """Return the names of the code points of a text: ``U+0301 COMBINING ACUTE ACCENT``."""
    return ", ".join(
        f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}" for char in text
    )


def _signs(text: str) -> str:
    """Return the marks and ignorable code points of a text, but for Hangul's fillers."""
    signs = {char for char in set(text) if is_mark(char) or IGNORABLE.match(char)}
    return "".join(sorted(signs - {"\u115f", "\u1160"}))


@lru_cache(maxsize=64)
def _pattern(signs: str) -> re.Pattern[str]:
    sign = f"[{re.escape(signs)}]" if signs else "(?!)"
    return re.compile(f"(?:{_HANGUL}|(?!{sign})[^\n\r{re.escape(_MARKUP)}]){sign}*")


_SURROGATE = re.compile("[\ud800-\udfff]")
_LEFTWARDS = frozenset({"R", "AL", "AN"})


def runs_left(text: str) -> bool:
    """Return whether any character of a text runs from the right to the left."""
    return any(unicodedata.bidirectional(char) in _LEFTWARDS for char in text)


def runs_rightwards(text: str) -> bool:
    """Return whether any letter of a text runs from the left to the right."""
    return any(unicodedata.bidirectional(char) == "L" for char in text)


def in_visual_order(text: str, *, rightmost_first: bool) -> str:
    """Put a line's characters into their visual order, the leftmost first (UAX #9).

    ``rightmost_first`` is the paragraph's direction. Characters that the algorithm removes (X9)
    are left out; brackets are not mirrored.
    """
    from bidi import get_display

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
