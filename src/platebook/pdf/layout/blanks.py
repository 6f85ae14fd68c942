"""Places blank pages: where an opener wants a recto, and where a printer wants more pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from platebook.book import Page, PageKind
from platebook.printers import Padded

_RECTO = {
    PageKind.HALF_TITLE,
    PageKind.TITLE,
    PageKind.DEDICATION,
    PageKind.FOREWORD,
    PageKind.INTRODUCTION,
    PageKind.SECTION,
}
#: Where a blank leaf looks as if it were meant, the best place first.
_LEAVES = (
    PageKind.HALF_TITLE,
    PageKind.INTRODUCTION,
    PageKind.CLOSING,
    PageKind.CREDITS,
    PageKind.SECTION,
)


def placed(
    pages: Sequence[Page], counts: Mapping[str, int], padded: Callable[[int], Padded]
) -> tuple[int, Mapping[str, int]]:
    """Give the pages of the content, and the blank pages before each anchor that has any.

    ``counts`` are the pages that each anchor takes. The book ends on the colophon, on an even
    page where the printer does not say otherwise; blanks at the very end, which some printers
    ask for, stand under the empty name. What a printer asks for beyond two blank pages stands
    before the colophon only in part: the rest are leaves that look meant, one in a place, so that
    no more than two blank pages follow one another. A leaf has two pages, so no recto becomes a
    verso. Where there are more leaves than places, they end the book as far as the printer lets
    them; what is left then makes leaves of several sheets between the plates.
    """
    last = pages[-1]
    empty = {page.anchor: 1 for page in _openers(pages, counts)}
    filled = sum(counts.values()) + sum(empty.values())
    content = filled + filled % 2
    printed = padded(content)
    end = int(printed.last_blank)
    before = printed.total - end - filled
    leaves = (before - 1) // 2 if before > 2 else 0
    places = _places(pages, empty)
    ending = min(max(leaves - len(places), 0), max(printed.most_at_end - end, 0) // 2)
    for anchor in _spread(places, _plates(pages), leaves - ending):
        empty[anchor] = empty.get(anchor, 0) + 2
    empty[last.anchor] = empty.get(last.anchor, 0) + before - 2 * leaves
    empty[""] = end + 2 * ending
    return content, {anchor: count for anchor, count in empty.items() if count}


def _openers(pages: Sequence[Page], counts: Mapping[str, int]) -> Iterator[Page]:
    """Give the pages that want a recto and would fall on a verso, once those before are moved."""
    folio = 1
    for page in pages:
        if page.kind in _RECTO and folio % 2 == 0:
            yield page
            folio += 1
        folio += counts[page.anchor]


def _places(pages: Sequence[Page], empty: Mapping[str, int]) -> list[str]:
    """Name the anchors before which a blank leaf looks meant, the best first, then the plates.

    An opener that has a blank page before it already would make three of them.
    """
    ranked = sorted(
        (page for page in pages if page.kind in _LEAVES and page.anchor not in empty),
        key=lambda page: _LEAVES.index(page.kind),
    )
    return [*(page.anchor for page in ranked), *_plates(pages)]


def _plates(pages: Sequence[Page]) -> list[str]:
    return [page.anchor for page in pages if page.kind is PageKind.PLATE]


def _spread(places: Sequence[str], plates: Sequence[str], leaves: int) -> Iterator[str]:
    """Name the anchors before which blank leaves stand: good places first, then evenly plates."""
    good = places[: len(places) - len(plates)]
    yield from good[:leaves]
    rest = leaves - len(good)
    for number in range(rest):
        yield plates[number * len(plates) // rest]
