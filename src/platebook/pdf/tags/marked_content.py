"""Records marked content while WeasyPrint paints, with its ActualText where glyphs differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from platebook.graphemes import runs_left

if TYPE_CHECKING:
    from weasyprint import Document, Page
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.pdf.stream import Stream

_POINTS_PER_PX = 0.75
#: Pseudo-elements with generated text (``::first-line``, for example, has none).
_MADE = frozenset({"marker", "before", "after"})


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Marked content of a page: part of a line of type, or an image.

    ``page`` counts from 0; ``mcid`` is unique on the page. ``box`` is (left, bottom, right, top) in
    points from the page's bottom left. ``text`` is the painted text; ``origin`` is empty for text
    of the document, else the pseudo-element that generated it: marker, before or after.
    """

    page: int
    mcid: int
    element: Element
    box: tuple[float, float, float, float]
    text: str = ""
    origin: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """The rectangle of a link; ``write_tags`` completes its ``annotation``."""

    page: int
    element: Element
    annotation: Any


class Marks:
    """The marked content of a document, page by page; filled while the document is written."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._painted: list[tuple[Any, Mapping[Any, int]]] = []
        for page in document.pages:
            page.paint = self._record(page.paint)

    def _record(self, paint: Callable[..., None]) -> Callable[..., None]:
        def paint_marked(stream: Stream, scale: float = 1) -> None:
            paint(stream, scale)
            self._painted.append(
                (stream, {box: mark["mcid"] for box, mark in stream._tags.items()})
            )

        return paint_marked

    @property
    def root(self) -> Element:
        """The document's own root element."""
        root: Element = self._document._html.etree_element
        return root

    @property
    def streams(self) -> Sequence[Any]:
        """The content stream of each page, as it will be written."""
        return [stream for stream, _ in self._painted]

    def leaves(self) -> Iterator[Leaf]:
        """Yield the visible content of the text flow in reading order, without margin boxes."""
        for number, (page, (_, marks)) in enumerate(
            zip(self._document.pages, self._painted, strict=True)
        ):
            for box in _flow(page):
                if box in marks and box.style["visibility"] == "visible":
                    yield _leaf(number, marks[box], box, page)

    def margins(self) -> Iterator[tuple[int, int, str]]:
        """Yield the content of margin boxes: page, MCID, and the at-keyword of the margin box."""
        from weasyprint.formatting_structure.boxes import MarginBox

        for number, (page, (_, marks)) in enumerate(
            zip(self._document.pages, self._painted, strict=True)
        ):
            for margin in page._page_box.children:
                if isinstance(margin, MarginBox):
                    marked_boxes = (box for box in margin.descendants() if box in marks)
                    yield from ((number, marks[box], margin.at_keyword) for box in marked_boxes)

    def areas(self) -> Iterator[Area]:
        """Yield the rectangle of every link in reading order."""
        for number, page in enumerate(self._document.pages):
            for box in _flow(page):
                if getattr(box, "link_annotation", None) and box.element is not None:
                    yield Area(number, box.element, box.link_annotation)


def _flow(page: Page) -> Iterator[Any]:
    """Yield the boxes of a page in reading order, without its margin boxes."""
    from weasyprint.formatting_structure.boxes import MarginBox

    waiting = [box for box in reversed(page._page_box.children) if not isinstance(box, MarginBox)]
    while waiting:
        # An absolutely positioned box has a placeholder in the flow.
        box = getattr(waiting[-1], "_box", waiting[-1])
        waiting.pop()
        yield box
        waiting.extend(reversed(getattr(box, "children", ())))


def _leaf(number: int, mcid: int, box: Box, page: Page) -> Leaf:
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = min(left + box.width, page.width), min(top + box.height, page.height)
    corners = (max(left, 0.0), page.height - bottom, right, page.height - max(top, 0.0))
    x1, y1, x2, y2 = (round(corner * _POINTS_PER_PX, 3) for corner in corners)
    origin = (box.element_tag or "").partition("::")[2]
    text = getattr(box, "text", None)
    pseudo_element = origin if origin in _MADE else ""
    rectangle = (x1, y1, x2, y2)
    return Leaf(
        number, mcid, box.element, rectangle, text or "", pseudo_element, picture=text is None
    )


#: The hyphen that WeasyPrint paints where it divides a word, and the soft hyphen that stands for
#: it in extracted text (ISO 32000-1 § 14.8.2.2.3).
_HYPHEN, SOFT_HYPHEN = "‐", "\u00ad"
#: Placeholder for a child element in the text of its parent.
_CHILD = "\0"
_COMBINING = frozenset({"Mn", "Mc"})


def actual_texts(leaves: Iterable[Leaf]) -> Mapping[Leaf, str]:
    """Return the text of each leaf, with the space after it, and its hyphen as a soft hyphen."""
    sources: dict[Element, _Source] = {}
    texts: dict[Leaf, str] = {}
    before: Leaf | None = None
    for leaf in leaves:
        if leaf.origin or leaf.picture:
            texts[leaf] = leaf.text
            before = None
            continue
        source = sources.setdefault(leaf.element, _Source(leaf.element))
        text = source.next(leaf.text)
        if text.startswith(" ") and not leaf.text[:1].isspace():
            # The space at a line break belongs to the end of the line before.
            text = text[1:]
            if before and not texts[before].endswith((" ", SOFT_HYPHEN)):
                texts[before] += " "
        texts[leaf] = text
        before = leaf if leaf.text.strip() else None
    return texts


def reads_otherwise(leaf: Leaf, actual_text: str) -> bool:
    """Return whether text extraction from a leaf's glyphs would differ from its text."""
    if not leaf.text.strip():
        return bool(actual_text)  # a space alone is never painted
    return actual_text.endswith(SOFT_HYPHEN) or runs_left(leaf.text) or is_combined(leaf.text)


def is_combined(text: str) -> bool:
    """Return whether characters of a text combine to glyphs in another order or number."""
    return any(unicodedata.category(char) in _COMBINING for char in text)


class _Source:
    """The text of an element, and how much of it was painted."""

    def __init__(self, element: Element) -> None:
        pieces = (element.text or "", *(child.tail or "" for child in element))
        self._text = _CHILD.join(pieces)
        self._at = 0

    def next(self, piece: str) -> str:
        """Return the text of a painted piece; unchanged where it is not part of this text."""
        while self._text[self._at : self._at + 1] == _CHILD:
            self._at += 1
        before = self._space()
        divided = False
        for char in piece:
            if not _is_solid(char):
                continue
            at = self._next_solid()
            if at < len(self._text) and self._text[at].casefold() == char.casefold():
                self._at = at + 1
            elif char == _HYPHEN:
                divided = True
            else:
                return piece
        text = " ".join(piece.split())
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
        while at < len(self._text) and not _is_solid(self._text[at]):
            at += 1
        return at


def _is_solid(char: str) -> bool:
    return not char.isspace() and char not in (SOFT_HYPHEN, _CHILD)
