"""Finds the caption and credit of each photograph of a page by structure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from platebook.importing import line_types
from platebook.importing.plain_text import fold
from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PhotoNode, up_to

#: The longest text that is a label or a credit; the share of photographs that it stands beside.
_LONGEST_LABEL, _SHARE, _FEWEST = 80, 0.5, 3
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


_TIME = re.compile(r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?", re.IGNORECASE)
#: Letters that are not yet a name.
_INITIALS = 3


class LabelKind(StrEnum):
    """What a small text beside a photograph is."""

    COUNTER = "a counter"
    LABEL = "a label"
    CREDIT = "a credit"
    DATE = "a date"


def find_labels(
    photographs: Sequence[PhotoNode], removed: Collection[Element]
) -> dict[Element, LabelKind]:
    """Return the elements of small texts beside photographs that are no captions, with kinds."""
    skip = frozenset(removed)
    leaves = {node.element: list(_leaves(node, skip)) for node in photographs}
    beside = Counter(
        text
        for own in leaves.values()
        for text in {fold(dom.plain(leaf, skip)) for leaf in own}
        if text
    )
    usual = max(_FEWEST, len(photographs) * _SHARE)
    kinds: dict[Element, LabelKind] = {}
    for own in leaves.values():
        for place, leaf in enumerate(own):
            text = dom.plain(leaf, skip)
            is_credit = place > 0 and _names_credit(own[place - 1], leaf)
            is_common = is_credit or beside[fold(text)] >= usual
            if kind := _label_kind(leaf, text, alone=len(own) == 1, common=is_common):
                kinds[leaf] = kind
    places = Counter(
        _place(own, leaf)
        for own in leaves.values()
        for leaf in own
        if kinds.get(leaf) is LabelKind.CREDIT
    )
    for own in leaves.values():
        for leaf in own:
            is_there = leaf not in kinds and places[_place(own, leaf)] >= usual
            if is_there and _is_credit(dom.plain(leaf, skip)):
                kinds[leaf] = LabelKind.CREDIT
    return kinds


def _label_kind(leaf: Element, text: str, *, alone: bool, common: bool) -> LabelKind | None:
    """Return what a small text is: ``alone`` beside its photograph, or ``common`` to most."""
    if len(text) > _LONGEST_LABEL:
        return None
    if _COUNTER.fullmatch(text):
        return LabelKind.COUNTER
    if _CREDIT_LABEL.fullmatch(text) or (_LABEL.fullmatch(text) and text):
        return LabelKind.LABEL
    if (line_types.date(text) or _TIME.fullmatch(text)) and not alone and not _is_in_caption(leaf):
        return LabelKind.DATE
    is_name = len(text) > _INITIALS and not line_types.boilerplate(text)
    return (LabelKind.CREDIT if is_name else LabelKind.LABEL) if common else None


def _is_in_caption(leaf: Element) -> bool:
    around = (leaf, *leaf.iterancestors())
    return any(
        element.tag == "figcaption" or dom.CAPTION.search(dom.names_of(element))
        for element in around
    )


def _place(own: Sequence[Element], leaf: Element) -> tuple[str, str, int]:
    """Return what the credits of photographs have in common: tag, class, place from the end."""
    return str(leaf.tag), dom.names_of(leaf), len(own) - own.index(leaf)


def _is_credit(text: str) -> bool:
    """Return whether a text is names alone, or has a credit's label."""
    if len(text) > _LONGEST_LABEL or re.search(r"\d|[.!?]$", text):
        return False
    return line_types.is_credit_line(text) or line_types.names(text.replace("/", ", ")) != ()


def _names_credit(before: Element, leaf: Element) -> bool:
    """Return whether the text before, in the same element, is a label of a credit."""
    together = before.getparent() is leaf.getparent()
    return together and _CREDIT_LABEL.fullmatch(dom.plain(before)) is not None


def _leaves(node: PhotoNode, removed: frozenset[Element]) -> Iterator[Element]:
    """Yield the elements of a photograph's cell that hold text and no other element with text."""
    if node.cell is None:
        return
    for element in node.cell.iter():
        if not isinstance(element.tag, str) or element.tag in dom.NO_TEXT:
            continue
        around = (element, *up_to(element, node.cell))
        if element is node.cell or any(other in removed for other in around[:-1]):
            continue
        own = [element.text, *(child.tail for child in element)]
        inner = any(dom.plain(child, removed) for child in element)
        if not inner and any((text or "").strip() for text in own):
            yield element


#: A slide's text is at most so long (characters); its heading, if it is a title and no caption.
_SLIDE, _TITLE = 3_000, 90
#: Characters of a text that may be a caption by its place alone; share that have one otherwise.
_SHORT, _MOST_HAVE = 400, 0.5
_ROWS = 2_000
_CELLS = ("td", "th")
_PARAGRAPHS = ("p", "td", "li", "figure", "center")


@dataclass(frozen=True, slots=True)
class Caption:
    """A photograph's caption (Markdown), credit and title, and what is guessed about it."""

    text: str = ""
    credit: str = ""
    title: str = ""
    note: str = ""


class Captions:
    """The captions of a page's photographs by their element; ``elements`` have their text.

    ``removed`` are elements of boilerplate, ``counts`` the photographs that each element holds.
    """

    def __init__(
        self,
        photographs: Sequence[PhotoNode],
        root: Element,
        counts: Counter[Element],
        removed: Collection[Element],
    ) -> None:
        self.by_element: dict[Element, Caption] = {}
        self.elements: set[Element] = set()
        self._counts = counts
        self.labels = find_labels(photographs, removed)
        self._hidden = frozenset(removed)
        self._removed = frozenset((*removed, *self.labels))
        for node in photographs:
            self._add(node, self._find_marked(node))
        self._columns(photographs, root)
        slides = [node for node in photographs if node.element not in self.by_element]
        if _are_slides(slides, photographs):
            for node in slides:
                self._add(node, self._slide(node))
        for node in photographs:
            if node.element not in self.by_element:
                self._add(node, self._same_paragraph(node))
        if len(self.by_element) > len(photographs) * _MOST_HAVE:
            for node in photographs:
                if node.element not in self.by_element and not node.caption:
                    self._add(node, self._beside(node))

    def _add(self, node: PhotoNode, caption: Caption | None) -> None:
        if caption:
            self.by_element[node.element] = caption

    def _text(self, element: Element, skip: Collection[Element] = ()) -> str:
        """Return an element's text as Markdown, without boilerplate and what is skipped."""
        source = dom.inline(element, self._removed | frozenset(skip))
        return "\n\n".join(dom.paragraphs(f"\n\n{source}"))

    def _find_marked(self, node: PhotoNode) -> Caption | None:
        """Find a caption by its tag or class: in the photograph's figure, else in its cell."""
        figure = next(node.element.iterancestors("figure"), None)
        scopes = [figure] if figure is not None and self._counts[figure] == 1 else []
        for scope in [*scopes, *([node.cell] if node.cell is not None else [])]:
            element = _caption_element(scope, node)
            if element is None or element in self._removed:
                continue
            around = _common(element, node.element, scope)
            credits = self._credits(around, element, node)
            labels = (descendant for descendant in around.iter() if descendant in self.labels)
            self.elements.update([element, *credits, *labels])
            twins = [*credits, *_twins(element)]
            return Caption(self._text(element, twins), self._join(credits))
        return None

    def _join(self, credits: Sequence[Element]) -> str:
        texts = (dom.plain(credit, self._hidden) for credit in credits)
        return ", ".join(dict.fromkeys(filter(None, texts)))

    def _credits(self, scope: Element, caption: Element, node: PhotoNode) -> list[Element]:
        """Return the elements of credits in a scope: by class, or since they stand everywhere."""
        class_credits = [
            credit for credit in _credits(scope, caption) if node.element not in credit.iter()
        ]
        inside = {descendant for element in class_credits for descendant in element.iter()}
        kinds = self.labels
        others = [
            descendant
            for descendant in scope.iter()
            if kinds.get(descendant) is LabelKind.CREDIT and descendant not in inside
        ]
        return [
            candidate
            for candidate in [*class_credits, *others]
            if kinds.get(candidate) is not LabelKind.LABEL
        ]

    def _columns(self, photographs: Sequence[PhotoNode], root: Element) -> None:
        """Find captions in the row of a table below a row of photographs, column by column."""
        by_cell: dict[Element, PhotoNode] = {}
        for node in photographs:
            cell = next(node.element.iterancestors(*_CELLS), None)
            if cell is not None and self._counts[cell] == 1:
                by_cell[cell] = node
        for row, below in pairwise([*islice(root.iter("tr"), _ROWS)]):
            cells = [cell for cell in row if cell.tag in _CELLS]
            texts = [cell for cell in below if cell.tag in _CELLS]
            if len(cells) != len(texts) or self._counts[below]:
                continue
            for cell, text in zip(cells, texts, strict=True):
                photo = by_cell.get(cell)
                if photo and photo.element not in self.by_element and dom.plain(text):
                    self.by_element[photo.element] = Caption(self._text(text))
                    self.elements.add(text)

    def _slide(self, node: PhotoNode) -> Caption | None:
        """Read a cell as a slide: its heading is the caption, or the title above a longer text."""
        cell = node.cell
        if cell is None or cell is node.element:
            return None
        credits = self._credits(cell, node.element, node)
        headings = [element for element in cell.iter(*dom.HEADINGS) if dom.plain(element)]
        title = " ".join(self._text(heading) for heading in headings)
        text = self._text(cell, [*credits, *headings])
        self.elements.add(cell)
        credit = self._join(credits)
        if title and text and len(title) <= _TITLE:
            return Caption(text, credit, " ".join(map(dom.plain, headings)))
        return Caption("\n\n".join(filter(None, (title, text))), credit)

    def _same_paragraph(self, node: PhotoNode) -> Caption | None:
        """Find the text that stands in one paragraph with a photograph."""
        parent = next(node.element.iterancestors(*_PARAGRAPHS), None)
        if parent is None or self._counts[parent] != 1:
            return None
        text = self._text(parent)
        if not text or len(text) > _SLIDE:
            return None
        self.elements.add(parent)
        return Caption(text, note="the text in one paragraph with the photograph")

    def _beside(self, node: PhotoNode) -> Caption | None:
        """Find a short text in a photograph's cell, where the others have captions by a mark."""
        cell = node.cell
        if cell is None or cell is node.element or dom.plain(cell, self._hidden) == "":
            return None
        text = self._text(cell)
        if not text or len(text) > _SHORT or "\n\n" in text or cell.find(".//h2") is not None:
            return None
        self.elements.add(cell)
        return Caption(text, note="the only text beside the photograph")


def _twins(caption: Element) -> Iterator[Element]:
    """Yield what a caption says a second time: once for the eye, once for who listens."""
    earlier_texts: set[str] = set()
    for element in caption.iter():
        text = fold(dom.plain(element)) if element is not caption and not len(element) else ""
        if len(text) > _LONGEST_LABEL / 4 and text in earlier_texts:
            yield element
        earlier_texts.add(text)


def _common(first: Element, second: Element, scope: Element) -> Element:
    """Return the smallest element that holds both, within a scope."""
    above = set(first.iterancestors())
    return next((ancestor for ancestor in second.iterancestors() if ancestor in above), scope)


def _caption_element(scope: Element, node: PhotoNode) -> Element | None:
    """Find the caption within an element: figcaption, else the outermost with a caption's class."""
    captions = [caption for caption in scope.iter("figcaption") if dom.plain(caption)]
    if captions:
        return captions[0]
    for element in scope.iter():
        if element is scope or not isinstance(element.tag, str) or element.tag in dom.NO_TEXT:
            continue
        holds = node.element in element.iter()
        if not holds and dom.CAPTION.search(dom.names_of(element)) and dom.plain(element):
            return element
    return None


def _credits(scope: Element, caption: Element) -> Iterator[Element]:
    """Yield the outermost elements of credits within a caption or beside it."""
    credits: list[Element] = []
    for element in scope.iter():
        if element is caption or not isinstance(element.tag, str) or element is scope:
            continue
        if any(parent in credits for parent in element.iterancestors()):
            continue
        is_called_so = element.tag == "cite" or dom.CREDIT.search(dom.names_of(element))
        if is_called_so and dom.plain(element) and caption not in element.iter():
            credits.append(element)
            yield element


def _are_slides(slides: Sequence[PhotoNode], photographs: Sequence[PhotoNode]) -> bool:
    """Return whether photographs stand in cells of one kind, each with a short text of its own."""
    cells = [node.cell for node in slides if node.cell is not None]
    if len(cells) < 2 or len(slides) < len(photographs) * 0.5:
        return False
    kinds = Counter(
        (cell.tag, cell.get("class") and dom.names_of(cell).split()[0]) for cell in cells
    )
    alike = kinds.most_common(1)[0][1]
    texts = [len(dom.plain(cell)) for cell in cells]
    short_text_count = sum(0 < length <= _SLIDE for length in texts)
    return alike >= len(cells) * 0.7 and short_text_count >= len(cells) * 0.6
