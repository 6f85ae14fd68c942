"""What a line of type says, where that is not what it shows.

A line that ends in a divided word shows a hyphen that nobody wrote, and the space at its end is
not painted at all. So every painted piece is held against the text that it was made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from platebook.pdf.painted import Leaf

#: What WeasyPrint paints where it divides a word; and what stands for that in a text that is
#: read (ISO 32000-1 § 14.8.2.2.3).
_HYPHEN, SOFT_HYPHEN = "‐", "\u00ad"
#: Directions and kinds of signs that fonts draw in another order than they are read in.
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_COMBINING = frozenset({"Mn", "Mc"})


def wording(leaves: Iterable[Leaf]) -> Mapping[Leaf, str]:
    """Give what each leaf says, with the space that follows it, and its hyphen a soft one."""
    sources: dict[Element, _Source] = {}
    said: dict[Leaf, str] = {}
    for leaf in leaves:
        if leaf.origin or not leaf.text:
            said[leaf] = leaf.text
        else:
            source = sources.setdefault(leaf.element, _Source(leaf.element))
            said[leaf] = source.next(leaf.text)
    return said


def reads_otherwise(leaf: Leaf, said: str) -> bool:
    """Tell whether a leaf's letters, taken as they are drawn, would be misread or not at all."""
    if not leaf.text.strip():
        return bool(said)  # a space alone is never painted
    return said.endswith(SOFT_HYPHEN) or any(
        unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
        or unicodedata.category(char) in _COMBINING
        for char in leaf.text
    )


class _Source:
    """An element's own text, and how much of it was painted."""

    def __init__(self, element: Element) -> None:
        self._text = (element.text or "") + "".join(child.tail or "" for child in element)
        self._at = 0

    def next(self, painted: str) -> str:
        """Give what a painted piece says; it is taken as it is where it is none of this text."""
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
        """Pass by the space here, if there is any."""
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
    return not char.isspace() and char != SOFT_HYPHEN
