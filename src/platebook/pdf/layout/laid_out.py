"""Reads a laid out document: how high each caption came out, which page holds what.

WeasyPrint keeps its boxes private (``Page._page_box``); this module alone looks at them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from platebook.geometry import MM_PER_INCH, Box, Size
from platebook.pdf.weasyprint_patches.page_styles import CAPTION

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.formatting_structure.boxes import Box as LaidBox

_MM_PER_PX = MM_PER_INCH / 96
_ROUNDING_MM = 0.4


@dataclass(frozen=True, slots=True)
class JoinedDocument:
    """The pages of several documents, for those who look at what was laid out."""

    pages: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _SinglePage:
    """A page that is read by itself; ``height`` in px."""

    _page_box: LaidBox
    height: float


@dataclass(frozen=True, slots=True)
class SetText:
    """A block of lines as it was laid out, in mm from the page's top left.

    ``font`` and ``leading`` are in px. ``above`` is what stands above its first line in its
    page's live area.
    """

    box: Box
    lines: tuple[Box, ...]
    font: float
    leading: float
    above: float

    @classmethod
    def of(
        cls,
        box: tuple[float, float, float, float],
        lines: Iterable[tuple[float, float, float, float]],
        *lengths: float,
    ) -> SetText:
        """Make one of the same as plain numbers."""
        return cls(Box(*box), tuple(Box(*line) for line in lines), *lengths)

    @property
    def height(self) -> float:
        """How high all its lines are together, in mm."""
        return len(self.lines) * self.leading * _MM_PER_PX

    @property
    def spills(self) -> bool:
        """Whether a line is wider than the block."""
        return any(line.width > self.box.width + _ROUNDING_MM for line in self.lines)

    def join(self, more: SetText) -> SetText:
        """Add the lines of another block that has the same name."""
        return replace(self, lines=self.lines + more.lines)


class LayoutFacts:
    """What a laid out book is held to, gathered page by page.

    ``pages`` are those that each of ``anchors`` stands on, counted from 1; ``heights`` and
    ``poking`` are as the functions of this module give them.
    """

    def __init__(self, anchors: Collection[str]) -> None:
        self._anchors = frozenset(anchors)
        self.pages: dict[str, list[int]] = {}
        self.heights: dict[str, float] = {}
        self.poking: list[str] = []

    def add(self, page_box: LaidBox, number: int) -> None:
        """Read the boxes of one page."""
        page = _SinglePage(page_box, page_box.margin_height())
        document = cast("Document", JoinedDocument((page,)))
        for anchor in pages_of(document, self._anchors):
            self.pages.setdefault(anchor, []).append(number)
        for anchor, height in caption_heights(document).items():
            more = page.height * _MM_PER_PX if anchor in self.heights else 0.0
            self.heights[anchor] = self.heights.get(anchor, 0.0) + more + height
        self.poking += find_poking(document)


def set_texts(document: Document, anchors: Sequence[str]) -> Iterator[tuple[str, str, SetText]]:
    """Yield the blocks of lines under each anchor, with the element's class or else its name."""
    names = set(anchors)
    for _, section in _walk(document, lambda element: element.get("id") in names):
        for child in section.children:
            for part, box in _walk_parts(child):
                if box.children and type(box.children[0]).__name__ == "LineBox":
                    yield section.element.get("id"), part, _set_text(box, section)


def _set_text(box: LaidBox, section: LaidBox) -> SetText:
    lines = []
    for line in box.children:
        texts = _texts(line)
        left = min((text.position_x for text in texts), default=line.position_x)
        right = max((text.position_x + text.width for text in texts), default=left)
        lines.append(_box(left, line.position_y, right - left, line.height))
    return SetText(
        _box(box.content_box_x(), box.content_box_y(), box.width, box.height),
        tuple(lines),
        box.style["font_size"],
        box.children[0].height,
        (box.content_box_y() - section.content_box_y()) * _MM_PER_PX,
    )


def _box(x: float, y: float, width: float, height: float) -> Box:
    return Box(x * _MM_PER_PX, y * _MM_PER_PX, width * _MM_PER_PX, height * _MM_PER_PX)


def meet(first: Box, second: Box) -> bool:
    """Return whether two boxes overlap, by more than a rounding."""
    across = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
    down = min(first.y + first.height, second.y + second.height) - max(first.y, second.y)
    return across > _ROUNDING_MM and down > _ROUNDING_MM


def _walk_parts(box: LaidBox, part: str = "") -> Iterator[tuple[str, LaidBox]]:
    """Yield a box and all boxes in it, also what is set absolutely, each with its part's name."""
    box = getattr(box, "_box", box)
    if not hasattr(box, "children"):
        return
    if box.element is not None:
        classes = box.element.get("class", "").split()
        part = f".{classes[0]}" if classes else part or box.element.tag
    yield part, box
    for child in box.children:
        yield from _walk_parts(child, part)


def caption_heights(document: Document) -> dict[str, float]:
    """Return each caption's height in mm, padding included, by its plate's anchor.

    A caption that was split over pages counts with the sum of its parts and one page more, so
    that it can never pass for the one that was measured.
    """
    heights: dict[str, float] = {}
    for _, box in _walk(document, lambda element: element.tag == "figcaption"):
        anchor = box.element.get(CAPTION)
        page = document.pages[0].height * _MM_PER_PX if anchor in heights else 0.0
        heights[anchor] = heights.get(anchor, 0.0) + page + box.border_height() * _MM_PER_PX
    return heights


def column_heights(document: Document) -> dict[str, float]:
    """Return the height in mm of each caption's columns, where it has any, by plate's anchor."""
    heights: dict[str, float] = {}
    for _, caption in _walk(document, lambda element: element.tag == "figcaption"):
        anchor = caption.element.get(CAPTION)
        for box in _descendants(caption):
            if box.element is not None and hasattr(box, "children") and _is_columned(box):
                heights[anchor] = box.height * _MM_PER_PX
    return heights


def find_poking(document: Document) -> list[str]:
    """Return the anchors of captions whose lines poke out at a side, as a column too many does.

    One sign that nothing divides may be wider than a line (jamo without end): preflight says where.
    """
    overlaps_found = []
    for _, caption in _walk(document, lambda element: element.tag == "figcaption"):
        left = caption.position_x - 1
        right = caption.position_x + caption.border_width() + 1
        out = (text for text in _texts(caption) if _line_reaches_out(text, left, right))
        if any(text.width <= right - left or " " in text.text.strip() for text in out):
            overlaps_found.append(caption.element.get(CAPTION))
    return overlaps_found


def _line_reaches_out(text: LaidBox, left: float, right: float) -> bool:
    """Return whether type reaches over a side. Spaces that hang over the end of a line are no type.

    WeasyPrint takes off those of ASCII alone. None is wider than the type is high.
    """
    type_alone = text.text.strip()
    hanging = (len(text.text) - len(type_alone)) * text.style["font_size"]
    over = max(left - text.position_x, text.position_x + text.width - right)
    return bool(type_alone) and over > hanging


def reaches_out(document: Document, name: str) -> bool:
    """Return whether a line pokes out at a side of the element of class ``name`` that it is in."""
    for _, box in _walk(document, lambda element: name in (element.get("class") or "").split()):
        left, right = box.content_box_x() - 1, box.content_box_x() + box.width + 1
        for line in box.descendants():
            if type(line).__name__ == "TextBox" and _line_reaches_out(line, left, right):
                return True
    return False


def extent(document: Document, name: str) -> Size:
    """Return the width and height in mm, padding included, of the element of class ``name``.

    Nothing where there is no such element. One that was split over pages counts as endless.
    """
    boxes = [
        box
        for _, box in _walk(document, lambda element: name in (element.get("class") or "").split())
        if type(box).__name__ not in ("LineBox", "TextBox")
    ]
    if len(boxes) != 1:
        return Size(math.inf, math.inf) if boxes else Size(0.0, 0.0)
    return Size(boxes[0].border_width() * _MM_PER_PX, boxes[0].border_height() * _MM_PER_PX)


def feet_that_fit(document: Document) -> list[bool]:
    """Return for each page whether the texts in its margins keep to their boxes."""
    return [
        all(
            sum(text.width for text in _texts(box)) <= box.width + 1e-6
            for box in page._page_box.children
            if type(box).__name__ == "MarginBox"
        )
        for page in document.pages
    ]


def _is_columned(box: LaidBox) -> bool:
    """Return whether a box holds columns of its own; the columns themselves carry its style too."""
    own = box.style["column_count"] != "auto" and "caption" in box.element.get("class", "").split()
    return (
        own
        and len(box.children) > 1
        and all(child.element is box.element for child in box.children)
    )


def pages_of(document: Document, anchors: Collection[str]) -> dict[str, list[int]]:
    """Return the pages, counted from 1, that each anchor's element stands on."""
    names = frozenset(anchors)  # the same where it is one
    pages: dict[str, list[int]] = {}
    for number, box in _walk(document, lambda element: element.get("id") in names):
        boxes = pages.setdefault(box.element.get("id"), [])
        if number not in boxes:
            boxes.append(number)
    return pages


def split_texts(
    document: Document, anchor: str, sheets: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Yield where a text breaks over its pages: page, leaf block and the text that it has before.

    ``sheets`` are the pages of this document that the text stands on, counted from 1; the block
    is counted over the paragraphs, headings and list items of the ``running-text`` under
    ``anchor``; the text is what stands of that block on earlier pages, as laid out (so with
    hyphens at line ends).
    """
    blocks: list[Any] = []
    texts: dict[int, str] = {}
    last_page = 0
    for page_number in sheets:
        for leaf, text in _leaves(document.pages[page_number - 1]._page_box, anchor):
            if leaf not in blocks:
                blocks.append(leaf)
            index = blocks.index(leaf)
            if last_page and page_number != last_page:
                yield page_number, index, texts.get(index, "")
            last_page = page_number
            texts[index] = texts.get(index, "") + text


def lines_on(document: Document, anchor: str, page: int) -> int:
    """Count the lines of type that ``anchor``'s element has on a page, counted from 1."""
    for box in _descendants(document.pages[page - 1]._page_box):
        if _is_own(box) and box.element.get("id") == anchor:
            return sum(type(part).__name__ == "LineBox" for part in _descendants(box))
    return 0


def _leaves(page_box: LaidBox, anchor: str) -> Iterator[tuple[Any, str]]:
    """Yield each block of lines inside an anchor's running text, with its element and text."""
    for box in _descendants(page_box):
        if box.element is None or box.element.get("id") != anchor or box.element_tag.count(":"):
            continue
        for inner in _descendants(box):
            if inner.element is not None and inner.element.get("class") == "running-text":
                yield from _lines(inner)


def _lines(box: LaidBox) -> Iterator[tuple[Any, str]]:
    for block in _descendants(box):
        children = getattr(block, "children", ())
        if children and type(children[0]).__name__ == "LineBox":
            texts = (part for line in children for part in _texts(line))
            yield block.element, "".join(part.text for part in texts if _is_written(part))


def _is_written(text: LaidBox) -> bool:
    """Return whether a text is its author's: no pseudo-element's, no address added on paper."""
    pseudo = "::" in (text.element_tag or "")
    return not pseudo and "address" not in (text.element.get("class") or "").split()


def _walk(document: Document, matches: Callable[[Any], bool]) -> Iterator[tuple[int, LaidBox]]:
    """Every box whose own element is wanted, with the number of its page counted from 1."""
    for number, page in enumerate(document.pages, 1):
        for box in _descendants(page._page_box):
            if _is_own(box) and matches(box.element):
                yield number, box


def _is_own(box: LaidBox) -> bool:
    """Return whether a box is its element's own: no pseudo-element's, no line's."""
    own = box.element is not None and "::" not in (box.element_tag or "")
    return own and hasattr(box, "border_height")


def _texts(box: LaidBox) -> list[LaidBox]:
    """Return the pieces of type in a box."""
    return [part for part in _descendants(box) if type(part).__name__ == "TextBox"]


def _descendants(box: LaidBox) -> Iterator[LaidBox]:
    """Yield a box and all in it, in order; what in it is set absolutely is given, not entered.

    WeasyPrint's own generator goes through every level above a box to give it.
    """
    from weasyprint.formatting_structure.boxes import Box

    yield box
    waiting = [*reversed(box.children)]
    while waiting:
        box = waiting.pop()
        yield box
        if box.children and isinstance(box, Box):
            waiting.extend(reversed(box.children))
