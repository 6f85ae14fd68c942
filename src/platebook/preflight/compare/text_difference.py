"""Quotes two texts from where they part, and names code points that look alike."""

from __future__ import annotations

from difflib import SequenceMatcher

from platebook.graphemes import canonical, code_points

#: Words that are quoted round a difference, and characters at most.
_ROUND, _QUOTED = 4, 90
#: Code points in which two texts that look alike differ, and that are compared for it, at most.
_FEW, _COMPARED = 6, 400


def difference(expected: str, found: str) -> tuple[str, str]:
    """Quote both texts from where they part; all of them where they are short."""
    ours, theirs = expected.split(), found.split()
    if max(len(" ".join(ours)), len(" ".join(theirs))) <= _QUOTED:
        return " ".join(ours), " ".join(theirs)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    first = max(blocks[:-1], key=lambda block: block.size, default=None)
    if first is None:
        return _cut(ours, 0), _cut(theirs, 0)
    if first.a > 0:  # they part before the longest passage that they share
        return _cut(ours, first.a - _ROUND), _cut(theirs, first.b - _ROUND)
    return (
        _cut(ours, first.a + first.size - _ROUND),
        _cut(theirs, first.b + first.size - _ROUND),
    )


def contrast(what: str, found: str, expected: str, called: str) -> str:
    """Say that a text differs from what it is in ``called``, quoting both from where they part."""
    ours, theirs = difference(expected, found)
    said, meant = (
        f"“{text}”" if text else none for text, none in ((theirs, "missing"), (ours, "none"))
    )
    return f"the {what} is {said}{_named(found, expected)}; in {called} it is {meant}"


def _named(found: str, expected: str) -> str:
    """Name the code points by which texts differ that look alike.

    Empty where they differ in more than a few, or only in ASCII, which look different.
    """
    theirs, ours = canonical(found), canonical(expected)
    if not theirs or not ours or max(len(ours), len(theirs)) > _COMPARED:
        return ""
    more, lost = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if kind != "equal":
            more, lost = more + theirs[a:b], lost + ours[c:d]
    more, lost = "".join(dict.fromkeys(more)), "".join(dict.fromkeys(lost))
    if f"{more}{lost}".isascii() or len(more) + len(lost) > _FEW:
        return ""
    if not more:
        return f" (without {code_points(lost)})"
    return f" (with {code_points(more)}" + (f" for {code_points(lost)})" if lost else ")")


def _cut(words: list[str], start: int) -> str:
    start = max(0, start)
    text = " ".join(words[start:])
    short = text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"
    return f"…{short}" if start else short
