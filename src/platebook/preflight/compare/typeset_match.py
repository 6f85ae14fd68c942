"""Tells whether a printed page holds a text, though it is broken into lines, hyphened and shaped.

A page of a PDF gives up its letters as they were painted: a hyphen where a line ended, one glyph
for two letters, Hebrew and Arabic run by run from left to right, an Arabic letter as its bare
shape and its dots. What a reader sees is the same text all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

from platebook.graphemes import IGNORABLE, canonical, code_points

#: Hyphens, seen and unseen; pdfium gives U+0002 for one at a line's end.
_HYPHENS = "\x02\u00ad\u2010\u2011-"
_HYPHEN_AT_END = re.compile(f"[{_HYPHENS}][\r\n]+|[{_HYPHENS}]")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
#: Scripts whose letters are drawn in another order or shape than they are written.
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\u1a00-\u1aaf\ufb1d-\ufefc]")
_ARABIC = re.compile("[\u0600-\u08ff]")
#: Arabic letters among control characters, joiners or Latin signs: dots that were drawn apart.
_IN_PIECES = re.compile(
    "[\u0600-\u06ff]\\s?[\x01\x03-\x08\x0b\x0c\x0e-\x1f*+#$%&<=>@A-Za-z]|[\x0b\x0e-\x1f\u2060]"
)
#: Share of the letters of a shaped text that a page must hold, in whatever order.
_MOST_LETTERS = 0.98
#: Controls, formats, private and unassigned signs, spaces; and symbols, which print may lack.
_UNPAINTED = {"Cc", "Cf", "Cn", "Co", "Cs", "Me", "So", "Sk", "Zl", "Zp", "Zs"}
#: Words that are quoted round a difference, and characters at most.
_ROUND, _QUOTED = 4, 90
#: Code points in which two texts that look alike differ, and that are compared for it, at most.
_FEW, _COMPARED = 6, 400


def squeezed(text: str) -> str:
    """Reduce a text to what is always painted: no spaces, hyphens, invisible signs or emoji."""
    solid = IGNORABLE.sub("", _HYPHEN_AT_END.sub("", text))
    plain = unicodedata.normalize("NFKC", solid).casefold()
    return "".join(char for char in plain if unicodedata.category(char) not in _UNPAINTED)


def holds(page: str, text: str) -> bool:
    """Tell whether a page's text holds another; where its order was lost, every word of it."""
    if squeezed(text) in squeezed(page):
        return True
    if not Counter(_words(text)) - Counter(_words(page)):
        return True
    if not _SHAPED.search(text):
        return False
    if _share(page, text) >= _MOST_LETTERS:
        return True
    return bool(_ARABIC.search(text) and _IN_PIECES.search(page))


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

    Empty where they differ in more than a few, or only in ASCII, which anybody tells apart.
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


def _words(text: str) -> list[str]:
    """Give words and numbers without marks over or under their letters."""
    joined = unicodedata.normalize("NFKD", _HYPHEN_AT_END.sub("", text)).casefold()
    bare = "".join(char for char in joined if unicodedata.category(char) not in ("Mn", "Cf"))
    return _WORDS.findall(bare)


def _share(page: str, text: str) -> float:
    """Give the share of a text's letters that a page holds."""
    wanted = Counter("".join(_words(text)))
    missing = wanted - Counter("".join(_words(page)))
    return 1 - missing.total() / max(1, wanted.total())
