"""Finds the part of a page that is the article, and the furniture within, above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from platebook.importing.furniture import furniture
from platebook.importing.model import Block, Kind, LeftOut
from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PhotoNode
from platebook.importing.text import plain

#: The share of text and photographs from which an element is no furniture, and is the content.
_TOO_MUCH, _CONTENT, _PHOTO_WEIGHT = 0.4, 0.8, 150
#: Characters of a paragraph that is part of an article, not a label.
_REAL = 80
_BOXES = {"infobox", "factbox", "infokasten", "faktenbox"}


def find_furniture(
    body: Element, photographs: Sequence[PhotoNode], facts: Collection[Element]
) -> dict[Element, str]:
    """Give the elements that are furniture and why, none that holds much of the page.

    ``facts`` are elements that show headline, byline and the like.
    """
    removed: dict[Element, str] = {}
    whole = max(len(dom.plain(body)), 1)
    held: Counter[Element] = Counter(
        parent for node in photographs for parent in node.element.iterancestors()
    )
    for element in body.iter():
        if not isinstance(element.tag, str) or is_within(element, removed) or element in facts:
            continue
        if element.tag in ("tr", "li", "p") and _is_of_box(element) and not held[element]:
            removed[element] = "it stands in a box of facts"
            continue
        count = held[element]
        why = dom.furniture_reason(element, photographs=count > 0) or _mark_of_note(element)
        if not why and element.tag in ("ul", "ol", "div", "section", "p", "table") and not count:
            why = "it is a list of links" if dom.is_link_list(element) else ""
        if not why or count > len(photographs) / 2:
            continue
        if len(dom.plain(element)) <= whole * _TOO_MUCH and not any(
            each in facts for each in element.iter("h1")
        ):
            removed[element] = why
    return removed


def _is_of_box(element: Element) -> bool:
    """Return whether a row or paragraph stands in a box of facts beside the text."""
    return any(dom.words(each) & _BOXES for each in element.iterancestors())


def _mark_of_note(element: Element) -> str:
    """Recognise the mark of a footnote: a raised number that leads to a place on the page."""
    if element.tag != "sup" or not re.fullmatch(r"\W*\w{1,3}\W*", dom.plain(element)):
        return ""
    links = element.findall(".//a[@href]")
    leads = bool(links) and all((link.get("href") or "").startswith("#") for link in links)
    return "it is the mark of a footnote" if leads else ""


def is_within(element: Element, removed: Collection[Element]) -> bool:
    """Return whether an element is one of those removed, or lies in one."""
    return element in removed or any(parent in removed for parent in element.iterancestors())


def find_content(
    body: Element,
    shown: Sequence[PhotoNode],
    removed: Mapping[Element, str],
    facts: Collection[Element],
) -> Element:
    """Find the element that holds the article: descend while one child has nearly everything."""
    weights: Counter[Element] = Counter()
    for element in body.iter():
        if (
            isinstance(element.tag, str)
            and element.tag not in dom.NO_TEXT
            and not is_within(element, removed)
        ):
            own = "".join([element.text or "", *(child.tail or "" for child in element)])
            weight = (
                len(own.strip())
                if not any(each.tag == "a" for each in (element, *element.iterancestors()))
                else 0
            )
            for each in (element, *element.iterancestors()):
                weights[each] += weight
    for node in shown:
        for parent in node.element.iterancestors():
            weights[parent] += _PHOTO_WEIGHT
    content = body
    semantic = [
        element
        for element in body.iter("article", "main")
        if weights[element] >= weights[body] * 0.5
    ]
    if semantic:
        content = semantic[-1]
    while True:
        children = [child for child in content if isinstance(child.tag, str)]
        best = max(children, key=lambda child: weights[child], default=None)
        if (
            best is None
            or weights[best] < weights[content] * _CONTENT
            or best.tag in ("p", "figure", "ul", "table")
        ):
            return content
        others = [
            child for child in children if child is not best and not is_within(child, removed)
        ]
        if any(_is_real(child, removed, facts) for child in others):
            return content
        content = best


def _is_real(element: Element, removed: Mapping[Element, str], facts: Collection[Element]) -> bool:
    """Return whether an element has a paragraph of its own that is no link and no heading."""
    if element in facts or element.tag in dom.NO_TEXT:
        return False
    for each in element.iter("p", "figcaption", "blockquote", "div"):
        if each in facts or is_within(each, removed) or (each.tag == "div" and len(each)):
            continue
        text = dom.plain(each)
        linked = sum(len(dom.plain(link)) for link in each.iter("a"))
        if len(text) - linked >= _REAL and not furniture(text):
            return True
    return False


#: The note of a block that is all links.
LINK = "link"
#: Characters from which a text is a paragraph whatever its last sign is.
_PARAGRAPH = 80
_COPYRIGHT = re.compile(r"(?:©|copyright|\(c\))\s.{0,160}$", re.IGNORECASE)
_ENDS = (".", "!", "?", "…", ".”", ".’", "”", '"', "»", ")", ":", "。", "！", "？", "؟", "।")


def above_headline(blocks: Sequence[Block], at: int) -> tuple[list[LeftOut], list[Block]]:
    """Give what stands above the headline as left out, and the blocks; ``at`` is its place."""
    above = [block for block in blocks[:at] if not block.picture and not _is_text(block)]
    dropped = {id(block) for block in above}
    left = [
        LeftOut("paragraph", plain(block.text), "it stands above the headline", block.origin)
        for block in above
    ]
    return left, [block for block in blocks if id(block) not in dropped]


def below_end(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Leave out headings that have nothing below them, and links and labels after the end."""
    kept = list(blocks)
    left: list[LeftOut] = []
    last = max((place for place, block in enumerate(kept) if block.picture), default=-1)
    ended = any(_is_text(block) for block in kept[last + 1 :])
    while len(kept) > last + 1 and last >= 0:
        block = kept[-1]
        loose = block.kind is Kind.HEADING or block.note == LINK or (ended and not _is_text(block))
        if not loose or _is_text(block):
            break
        reason = "it stands below the end of the article"
        left.insert(0, LeftOut("paragraph", plain(block.text), reason, block.origin))
        kept.pop()
    return kept, left


def _is_text(block: Block) -> bool:
    """Return whether a block is text that people read: a sentence, or a long paragraph."""
    text = plain(block.text)
    if block.kind is Kind.HEADING or block.note == LINK or _COPYRIGHT.match(text):
        return False
    return len(text) >= _PARAGRAPH or text.endswith(_ENDS)
