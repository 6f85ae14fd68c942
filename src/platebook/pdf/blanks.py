"""Places blank pages: where an opener wants a recto, and where a printer wants more pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from platebook.edition import Kind, Page
from platebook.printers import Padded

_RECTO = {Kind.HALF_TITLE, Kind.TITLE, Kind.INTRODUCTION, Kind.SECTION}
#: Where a blank leaf looks as if it were meant, the best place first.
_LEAVES = (Kind.HALF_TITLE, Kind.INTRODUCTION, Kind.CLOSING, Kind.CREDITS, Kind.SECTION)


def placed(
    pages: Sequence[Page], counts: Mapping[str, int], padded: Callable[[int], Padded]
) -> tuple[int, Mapping[str, int]]:
    """Give the pages of the content, and the blank pages before each anchor that has any.

    ``counts`` are the pages that each anchor takes. The book ends on the colophon, on an even
    page where the printer does not say otherwise; blanks at the very end, which some printers
    ask for, stand under the empty name. What a printer asks for beyond two blank pages stands
    before the colophon only in part: the rest are leaves that look meant, so that no run of empty
    pages ends the book. A leaf has two pages, so no recto becomes a verso.
    """
    last = pages[-1]
    empty = {page.anchor: 1 for page in _openers(pages, counts)}
    filled = sum(counts.values()) + sum(empty.values())
    content = filled + filled % 2
    printed = padded(content)
    end = int(printed.last_blank)
    before = printed.total - end - filled
    leaves = (before - 1) // 2 if before > 2 else 0
    for anchor in _spread(pages, leaves):
        empty[anchor] = empty.get(anchor, 0) + 2
    empty[last.anchor] = empty.get(last.anchor, 0) + before - 2 * leaves
    empty[""] = end
    return content, {anchor: count for anchor, count in empty.items() if count}


def _openers(pages: Sequence[Page], counts: Mapping[str, int]) -> Iterator[Page]:
    """Give the pages that want a recto and would fall on a verso, once those before are moved."""
    folio = 1
    for page in pages:
        if page.kind in _RECTO and folio % 2 == 0:
            yield page
            folio += 1
        folio += counts[page.anchor]


def _spread(pages: Sequence[Page], leaves: int) -> Iterator[str]:
    """Name the anchors before which blank leaves stand: first the good places, then all plates."""
    ranked = sorted(
        (page for page in pages if page.kind in _LEAVES),
        key=lambda page: _LEAVES.index(page.kind),
    )
    yield from (page.anchor for page in ranked[:leaves])
    plates = [page.anchor for page in pages if page.kind is Kind.PLATE]
    rest = leaves - len(ranked)
    for number in range(rest):
        yield plates[number * len(plates) // rest]
