"""Counts the printed book's pages: where every text and plate falls, and where texts break."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import markdown
from platebook.book import Edition, PageBreak, PageKind, Pagination
from platebook.pdf.layout import laid_out, openings
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles
from platebook.printers import Padded

if TYPE_CHECKING:
    from weasyprint import Document

#: A text whose last page holds no more lines than this is set a little closer, if that saves it.
_FEW_LINES = 5
#: How close a list of plates is set in which that saves a page, as a share of its distances.
_TIGHT = 0.88


@dataclass(frozen=True, slots=True)
class Paginated:
    """The pages, counted; ``content`` of them would be there without the printer's own rules.

    ``rules`` are rules of style that draw some texts a little closer.
    """

    pagination: Pagination
    content: int
    rules: str


def paginate(
    typesetter: Typesetter,
    opened: Edition,
    faced: Mapping[str, bool],
    padded: Callable[[int], Padded],
    own: tuple[Own, ...] = (),
    runs: Mapping[str, int] = MappingProxyType({}),
) -> Paginated:
    """Give every anchor of the ``opened`` edition its folio.

    Texts count as they are laid out, a plate is one page, and blanks come where an opener wants
    a right-hand page, a plate its side, or the printer (``padded``) a certain count. ``faced`` are
    the plates whose captions have a page, ``own`` rules of style for single texts, ``runs`` the
    pages of captions that take more than one, by anchor.
    """
    document, laid, rules = _laid_out(typesetter, own)
    pages = opened.pages
    counts = {page.anchor: len(laid.get(page.anchor, [0])) for page in pages} | dict(runs)
    begins, tied = openings.sides(opened, faced, runs)
    content, empty = openings.placed(pages, counts, padded, begins, tied)
    folios: dict[str, int] = {}
    breaks: list[PageBreak] = []
    folio = 1
    for page in pages:
        folio += empty.get(page.anchor, 0)
        folios[page.anchor] = folio
        if text := page.text(typesetter.edition.story):
            sheets = laid.get(page.anchor, [0])
            breaks += _breaks(document, page.anchor, text, sheets, folio)
        folio += counts[page.anchor]
    total = folio - 1 + empty.get("", 0)
    return Paginated(Pagination(folios, tuple(breaks), total, empty), content, rules)


def _laid_out(
    typesetter: Typesetter, own: tuple[Own, ...]
) -> tuple[Document, dict[str, list[int]], str]:
    """Lay out the texts; where a few lines would have a page to themselves, draw them closer.

    Gives the document, each anchor's pages in it, and the rules that it was laid out with.
    """
    anchors = [page.anchor for page in typesetter.edition.pages]
    document = typesetter.texts(PlateStyles(own=own))
    laid = laid_out.pages_of(document, anchors)
    thin = [
        anchor
        for anchor, sheets in laid.items()
        if len(sheets) > 1
        and (
            anchor == PageKind.PLATES
            or laid_out.lines_on(document, anchor, sheets[-1]) <= _FEW_LINES
        )
    ]
    if not thin:
        return document, laid, ""
    closer = typesetter.texts(PlateStyles(_snug(thin), own))
    pages = laid_out.pages_of(closer, anchors)
    saved = [anchor for anchor in thin if len(pages[anchor]) < len(laid[anchor])]
    if saved == thin:
        return closer, pages, _snug(saved)
    if not saved:
        return document, laid, ""
    document = typesetter.texts(PlateStyles(_snug(saved), own))
    return document, laid_out.pages_of(document, anchors), _snug(saved)


def _snug(anchors: list[str]) -> str:
    return "\n".join(
        f"#{anchor} {{ --text: var(--snug-text); --text-leading: var(--snug-leading); "
        f"--list-tightness: {_TIGHT} }}"
        for anchor in anchors
    )


def _breaks(
    document: Document, anchor: str, source: str, sheets: Sequence[int], folio: int
) -> Iterator[PageBreak]:
    """Say where a text that stands on ``sheets`` of the document breaks; it begins on ``folio``."""
    leaves = markdown.leaves(source)
    for number, block, before in laid_out.split_texts(document, anchor, sheets):
        if block < len(leaves):
            offset = _offset(leaves[block], before)
            yield PageBreak(anchor, block, offset, number + folio - sheets[0])


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
