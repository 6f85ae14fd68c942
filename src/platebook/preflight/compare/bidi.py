"""Puts a line's letters into the order in which they are seen, from the left.

The Unicode Bidirectional Algorithm (UAX #9, revision 48) for one line of one paragraph. Embeddings
and isolates (X1 to X8) are left out: ``is_steered`` says of a text that it has any.
"""

from __future__ import annotations

import re
from itertools import groupby
from unicodedata import bidirectional, normalize

#: Characters that steer the direction, but for the marks, which are letters to the algorithm.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LEFTWARDS = frozenset({"R", "AL", "AN"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
#: Signs that are part of the numbers on both sides.
_IN_NUMBERS = (("ES", {"EN"}), ("CS", {"EN"}), ("CS", {"AN"}))
_PAIRS = dict(zip("([{〈《「『【〔⟨⟦⌈⌊", ")]}〉》」』】〕⟩⟧⌉⌋", strict=True))
_CLOSERS = {close: opener for opener, close in _PAIRS.items()}


def runs_left(text: str) -> bool:
    """Tell whether any of a text runs from the right to the left."""
    return any(bidirectional(char) in _LEFTWARDS for char in text)


def is_steered(text: str) -> bool:
    """Tell whether a text has embeddings, overrides or isolates."""
    return bool(_STEERING.search(text))


def seen(text: str, *, rightmost_first: bool) -> list[int]:
    """Give the places of a text's characters as they are seen, the leftmost first.

    ``rightmost_first`` says that the paragraph begins at the right.
    """
    base = int(rightmost_first)
    kept = [at for at, char in enumerate(text) if bidirectional(char) != "BN"]
    kinds = [bidirectional(text[at]) or "L" for at in kept]
    edge = "R" if base else "L"
    _weak(kinds, edge)
    _brackets([text[at] for at in kept], kinds, edge)
    _neutral(kinds, edge)
    levels = [_level(kind, base) for kind in kinds]
    for level in range(max(levels, default=0), 0, -1):  # rule L2
        kept = _turned(kept, levels, level)
        levels = _turned(levels, levels, level)
    return kept


def _weak(kinds: list[str], edge: str) -> None:
    """Rules W1 to W7: marks, numbers and what stands in them."""
    _marked(kinds, edge)
    for at in range(1, len(kinds) - 1):  # W4
        around = {kinds[at - 1], kinds[at + 1]}
        if (kinds[at], around) in _IN_NUMBERS:
            kinds[at] = kinds[at - 1]
    _terminated(kinds)
    strong = edge
    for at, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):  # W6
            kinds[at] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"


def _marked(kinds: list[str], edge: str) -> None:
    """Rules W1 to W3: marks are as what they stand on, numbers among Arabic letters Arabic."""
    strong, before = edge, edge
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kind = before
        before = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _terminated(kinds: list[str]) -> None:
    """Rule W5: signs such as % beside a number are part of it."""
    at = 0
    for kind, group in groupby(list(kinds)):
        end = at + len(list(group))
        if kind == "ET" and "EN" in (kinds[at - 1] if at else "", *kinds[end : end + 1]):
            kinds[at:end] = ["EN"] * (end - at)
        at = end


def _brackets(chars: list[str], kinds: list[str], edge: str) -> None:
    """Rule N0: both brackets of a pair run as what is in them, or before them."""
    for opens, closes in sorted(_paired(chars, kinds)):
        inside = {_strong(kind) for kind in kinds[opens + 1 : closes]} - {""}
        if not inside:
            continue
        way = edge
        if edge not in inside:
            context = next(filter(None, map(_strong, reversed(kinds[:opens]))), edge)
            way = context if context in inside else edge
        kinds[opens] = kinds[closes] = way


def _paired(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Find pairs of brackets (BD16)."""
    waiting: list[tuple[str, int]] = []
    found = []
    for at, char in enumerate(chars):
        sign = normalize("NFC", char)
        if kinds[at] != "ON":
            continue
        if sign in _PAIRS:
            waiting.append((sign, at))
        elif sign in _CLOSERS:
            for place in range(len(waiting) - 1, -1, -1):
                if waiting[place][0] == _CLOSERS[sign]:
                    found.append((waiting[place][1], at))
                    del waiting[place:]
                    break
    return found


def _strong(kind: str) -> str:
    return "R" if kind in ("R", "AN", "EN") else "L" if kind == "L" else ""


def _neutral(kinds: list[str], edge: str) -> None:
    """Rules N1 and N2: what has no direction takes that of both sides, else the paragraph's."""
    at = 0
    for neutral, group in groupby(list(kinds), key=_NEUTRAL.__contains__):
        end = at + len(list(group))
        if neutral:
            left = _strong(kinds[at - 1]) if at else edge
            right = _strong(kinds[end]) if end < len(kinds) else edge
            kinds[at:end] = [left if left == right else edge] * (end - at)
        at = end


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _turned(items: list[int], levels: list[int], least: int) -> list[int]:
    """Turn round what runs at a level or above it."""
    turned: list[int] = []
    for high, group in groupby(zip(items, levels, strict=True), key=lambda pair: pair[1] >= least):
        part = [item for item, _ in group]
        turned += reversed(part) if high else part
    return turned
