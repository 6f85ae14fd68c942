"""Finds the small texts beside photographs that are no part of captions: counters, labels, credits.

A text that stands beside most photographs of a page, such as a photographer's name, is no caption;
nor is what counts them, or names what follows: ``Image``, ``Credit…``, ``3 / 22``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PhotoNode
from platebook.importing.text import folded

#: The longest text that is a label or a credit; the share of photographs that it stands beside.
_LONGEST, _SHARE, _FEWEST = 80, 0.5, 3
_COUNTER = re.compile(
    r"\W*(?:photo|image|picture|slide|bild|foto|plate|no\.?|nr\.?)?\s*#?\d{1,4}\s*"
    r"(?:(?:/|of|von|de|sur|di|van)\s*\d{1,4})?\W*|#",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:image|photo|picture|bild|foto)?\s*(?:caption|image|photo|photograph|picture|"
    r"enlarge(?: this)?(?: image)?|"
    r"view (?:full ?size|larger|fullscreen)|toggle caption|hide caption|show caption|"
    r"open (?:image|gallery)|zoom|download|bildunterschrift|vergrößern|agrandir|ampliar)?\W*",
    re.IGNORECASE,
)
_CREDIT_LABEL = re.compile(
    r"\W*(?:(?:image|photo|picture|photograph)\s*)?(?:credit|source|credits|copyright|by|quelle|"
    r"crédit|foto|photo|photograph|bild)\s*(?:\.\.\.|…|:|,)?\W*",
    re.IGNORECASE,
)


class LabelKind(StrEnum):
    """What a small text beside a photograph is."""

    COUNTER = "a counter"
    LABEL = "a label"
    CREDIT = "a credit"


def find_labels(
    photographs: Sequence[PhotoNode], removed: Collection[Element]
) -> dict[Element, LabelKind]:
    """Give the elements of small texts beside photographs that are no captions, and their kinds."""
    skip = frozenset(removed)
    leaves = {node.element: list(_leaves(node, skip)) for node in photographs}
    beside = Counter(
        text
        for own in leaves.values()
        for text in {folded(dom.plain(leaf, skip)) for leaf in own}
        if text
    )
    usual = max(_FEWEST, len(photographs) * _SHARE)
    found: dict[Element, LabelKind] = {}
    for own in leaves.values():
        for place, leaf in enumerate(own):
            text = dom.plain(leaf, skip)
            if len(text) > _LONGEST:
                continue
            before = own[place - 1] if place else None
            if _COUNTER.fullmatch(text):
                found[leaf] = LabelKind.COUNTER
            elif _CREDIT_LABEL.fullmatch(text) or (_LABEL.fullmatch(text) and text):
                found[leaf] = LabelKind.LABEL
            elif (before is not None and _names_credit(before, leaf)) or beside[
                folded(text)
            ] >= usual:
                found[leaf] = LabelKind.CREDIT
    return found


def _names_credit(before: Element, leaf: Element) -> bool:
    """Return whether the text before, in the same element, is a label of a credit."""
    together = before.getparent() is leaf.getparent()
    return together and _CREDIT_LABEL.fullmatch(dom.plain(before)) is not None


def _leaves(node: PhotoNode, removed: frozenset[Element]) -> Iterator[Element]:
    """Give the elements of a photograph's cell that hold text and no other element with text."""
    if node.cell is None:
        return
    for element in node.cell.iter():
        if not isinstance(element.tag, str) or element.tag in dom.NO_TEXT:
            continue
        if element is node.cell or any(each in removed for each in _up(element, node.cell)):
            continue
        own = [element.text, *(child.tail for child in element)]
        inner = any(dom.plain(child, removed) for child in element)
        if not inner and any((text or "").strip() for text in own):
            yield element


def _up(element: Element, top: Element) -> Iterator[Element]:
    yield element
    for parent in element.iterancestors():
        if parent is top:
            return
        yield parent
