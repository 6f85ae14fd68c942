"""Counts the printed book's pages: where every text and plate falls, and where texts break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platebook import prose
from platebook.edition import Kind, Page, PageBreak, Pagination
from platebook.pdf import boxes
from platebook.pdf.typeset import Typesetter
from platebook.story import Story

if TYPE_CHECKING:
    from weasyprint import Document

_RECTO = {Kind.HALF_TITLE, Kind.TITLE, Kind.INTRODUCTION, Kind.SECTION}
_VERSO = {Kind.IMPRINT, Kind.COLOPHON}
#: A text whose last page holds no more lines than this is set a little closer, if that saves it.
_FEW_LINES = 5


def paginate(typesetter: Typesetter) -> tuple[Pagination, str]:
    """Give every anchor its folio, and the rules that draw some texts a little closer.

    Texts count as they are laid out, a plate is one page, and blanks come where an opener wants
    a right-hand page or the colophon the last one.
    """
    document, laid, rules = _laid_out(typesetter)
    pages = typesetter.edition.pages
    folios: dict[str, int] = {}
    breaks: list[PageBreak] = []
    folio = 1
    for page in pages:
        recto = folio % 2 == 1
        if (page.kind in _RECTO and not recto) or (page.kind in _VERSO and recto):
            folio += 1
        folios[page.anchor] = folio
        sheets = laid.get(page.anchor, [0])
        if text := _running_text(page, typesetter.edition.story):
            breaks += _breaks(document, page.anchor, text, sheets, folio)
        folio += len(sheets)
    return Pagination(folios, tuple(breaks), folio - 1), rules


def _laid_out(typesetter: Typesetter) -> tuple[Document, dict[str, list[int]], str]:
    """Lay out the texts; where a few lines would have a page to themselves, draw them closer.

    Gives the document, each anchor's pages in it, and the rules that it was laid out with.
    """
    anchors = [page.anchor for page in typesetter.edition.pages]
    document = typesetter.texts()
    laid = boxes.pages_of(document, anchors)
    thin = [
        anchor
        for anchor, sheets in laid.items()
        if len(sheets) > 1 and boxes.lines_on(document, anchor, sheets[-1]) <= _FEW_LINES
    ]
    if not thin:
        return document, laid, ""
    closer = typesetter.texts(_snug(thin))
    pages = boxes.pages_of(closer, anchors)
    saved = [anchor for anchor in thin if len(pages[anchor]) < len(laid[anchor])]
    if saved == thin:
        return closer, pages, _snug(saved)
    if not saved:
        return document, laid, ""
    document = typesetter.texts(_snug(saved))
    return document, boxes.pages_of(document, anchors), _snug(saved)


def _snug(anchors: list[str]) -> str:
    return "\n".join(
        f"#{anchor} {{ --text: var(--snug-text); --text-leading: var(--snug-leading) }}"
        for anchor in anchors
    )


def _breaks(
    document: Document, anchor: str, source: str, sheets: Sequence[int], folio: int
) -> Iterator[PageBreak]:
    """Say where a text that stands on ``sheets`` of the document breaks; it begins on ``folio``."""
    leaves = prose.leaves(source)
    for number, block, before in boxes.split_texts(document, anchor, sheets):
        if block < len(leaves):
            offset = _offset(leaves[block], before)
            yield PageBreak(anchor, block, offset, number + folio - sheets[0])


def _running_text(page: Page, story: Story) -> str | None:
    """Give the Markdown that runs over the pages of this anchor, if any."""
    if page.kind is Kind.SECTION:
        return page.section.text if page.section else None
    return {Kind.INTRODUCTION: story.introduction, Kind.CLOSING: story.closing}.get(page.kind)


def _offset(text: str, before: str) -> int:
    """Find how much of ``text`` the laid out ``before`` covers; hyphens and spaces may differ."""
    left = sum(1 for char in before if _solid(char))
    for index, char in enumerate(text):
        if not left:
            return index
        left -= _solid(char)
    return len(text)


def _solid(char: str) -> bool:
    return not char.isspace() and char not in "-‐\u00ad"
