"""Counts the printed book's pages: where every text and plate falls, and where texts break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import markdown
from platebook.book import Edition, Page, PageBreak, PageKind, Pagination
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
    laid, rules = _laid_out(typesetter, own)
    pages = opened.pages
    counts = dict.fromkeys((page.anchor for page in pages), 1)
    counts |= {anchor: len(text.sheets) for anchor, text in laid.items()} | dict(runs)
    begins, tied = openings.sides(opened, faced, runs)
    content, empty = openings.placed(pages, counts, padded, begins, tied)
    folios: dict[str, int] = {}
    breaks: list[PageBreak] = []
    folio = 1
    for page in pages:
        folio += empty.get(page.anchor, 0)
        folios[page.anchor] = folio
        text = page.text(typesetter.edition.story)
        mine = laid.get(page.anchor)  # None where a theme's part has no element with the anchor
        if text and mine:
            breaks += _breaks(mine, page.anchor, text, folio)
        folio += counts[page.anchor]
    total = folio - 1 + empty.get("", 0)
    return Paginated(Pagination(folios, tuple(breaks), total, empty), content, rules)


@dataclass(frozen=True, slots=True)
class _LaidText:
    """A text as it was laid out: the document that it is in, and its pages there, from 0."""

    document: Document
    sheets: Sequence[int]


def _laid_out(typesetter: Typesetter, own: tuple[Own, ...]) -> tuple[Mapping[str, _LaidText], str]:
    """Lay out the texts; those whose last page would have a few lines only, again and closer.

    Returns them by anchor, and the rules for those that a closer setting saves a page.
    """
    pages = [page for page in typesetter.edition.pages if page.kind is not PageKind.PLATE]
    laid = _texts(typesetter, pages, PlateStyles(own=own))
    thin = [anchor for anchor, text in laid.items() if _is_thin(anchor, text)]
    if not thin:
        return laid, ""
    again = [page for page in pages if page.anchor in thin]
    closer = _texts(typesetter, again, PlateStyles(_snug(thin), own))
    saved = {
        anchor: text
        for anchor, text in closer.items()
        if len(text.sheets) < len(laid[anchor].sheets)
    }
    return {**laid, **saved}, _snug(saved)


def _texts(
    typesetter: Typesetter, pages: Sequence[Page], dressing: PlateStyles
) -> Mapping[str, _LaidText]:
    document = typesetter.texts(dressing, pages)
    sheets = laid_out.pages_of(document, [page.anchor for page in pages])
    return {anchor: _LaidText(document, mine) for anchor, mine in sheets.items()}


def _is_thin(anchor: str, text: _LaidText) -> bool:
    """Return whether a page might be saved, were a text set closer."""
    if len(text.sheets) < 2:
        return False
    lines = laid_out.lines_on(text.document, anchor, text.sheets[-1])
    return anchor == PageKind.PLATES or lines <= _FEW_LINES


def _snug(anchors: Iterable[str]) -> str:
    return "\n".join(
        f"#{anchor} {{ --text: var(--snug-text); --text-leading: var(--snug-leading); "
        f"--list-tightness: {_TIGHT} }}"
        for anchor in anchors
    )


def _breaks(laid: _LaidText, anchor: str, source: str, folio: int) -> Iterator[PageBreak]:
    """Yield where a text breaks that begins on ``folio``."""
    leaves = markdown.leaves(source)
    for number, block, before in laid_out.split_texts(laid.document, anchor, laid.sheets):
        if block < len(leaves):
            offset = _offset(leaves[block], before)
            yield PageBreak(anchor, block, offset, number + folio - laid.sheets[0])


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
