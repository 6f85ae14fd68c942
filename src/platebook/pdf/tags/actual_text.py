"""ActualText of a line of type, where the painted glyphs differ from the text (14.9.4).

A line that ends in a hyphenated word shows a hyphen that is not in the text, and the space at a
line's end is not painted at all. So every painted piece is compared with its source text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from platebook.pdf.tags.marked_content import Leaf

#: The hyphen that WeasyPrint paints where it divides a word, and the soft hyphen that stands for
#: it in extracted text (ISO 32000-1 § 14.8.2.2.3).
_HYPHEN, SOFT_HYPHEN = "‐", "\u00ad"
#: Placeholder for a child element in the text of its parent.
_CHILD = "\0"
#: Bidirectional classes of characters that are drawn in another order than they are read.
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_COMBINING = frozenset({"Mn", "Mc"})


def wording(leaves: Iterable[Leaf]) -> Mapping[Leaf, str]:
    """Give the text of each leaf, with the space after it, and its hyphen as a soft hyphen."""
    sources: dict[Element, _Source] = {}
    said: dict[Leaf, str] = {}
    before: Leaf | None = None
    for leaf in leaves:
        if leaf.origin or leaf.picture:
            said[leaf] = leaf.text
            before = None
            continue
        source = sources.setdefault(leaf.element, _Source(leaf.element))
        text = source.next(leaf.text)
        if text.startswith(" ") and not leaf.text[:1].isspace():
            # The space at a line break belongs to the end of the line before.
            text = text[1:]
            if before and not said[before].endswith((" ", SOFT_HYPHEN)):
                said[before] += " "
        said[leaf] = text
        before = leaf if leaf.text.strip() else None
    return said


def reads_otherwise(leaf: Leaf, said: str) -> bool:
    """Whether text extraction from a leaf's glyphs would differ from its text."""
    if not leaf.text.strip():
        return bool(said)  # a space alone is never painted
    return said.endswith(SOFT_HYPHEN) or runs_left(leaf.text) or is_combined(leaf.text)


def runs_left(text: str) -> bool:
    """Whether a text has right-to-left characters."""
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def is_combined(text: str) -> bool:
    """Whether characters of a text combine to glyphs in another order or number."""
    return any(unicodedata.category(char) in _COMBINING for char in text)


class _Source:
    """The text of an element, and how much of it was painted."""

    def __init__(self, element: Element) -> None:
        pieces = (element.text or "", *(child.tail or "" for child in element))
        self._text = _CHILD.join(pieces)
        self._at = 0

    def next(self, painted: str) -> str:
        """Give the text of a painted piece; unchanged where it is not part of this text."""
        while self._text[self._at : self._at + 1] == _CHILD:
            self._at += 1
        before = self._space()
        divided = False
        for char in painted:
            if not _solid(char):
                continue
            at = self._next_solid()
            if at < len(self._text) and self._text[at].casefold() == char.casefold():
                self._at = at + 1
            elif char == _HYPHEN:
                divided = True
            else:
                return painted
        text = " ".join(painted.split())
        if divided:
            return f"{before}{text.removesuffix(_HYPHEN)}{SOFT_HYPHEN}"
        return f"{before}{text}{self._space()}"

    def _space(self) -> str:
        """Skip the space here, if there is one."""
        start = self._at
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return " " if self._at > start else ""

    def _next_solid(self) -> int:
        at = self._at
        while at < len(self._text) and not _solid(self._text[at]):
            at += 1
        return at


def _solid(char: str) -> bool:
    return not char.isspace() and char not in (SOFT_HYPHEN, _CHILD)
