"""Places blank pages: where an opener wants a recto, and where a printer wants more pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from platebook.book import Page, PageKind
from platebook.printers import Padded
from platebook.story import Begin

#: What is on a recto always. Contents, foreword and introduction follow on whichever page is next:
#: the first after the imprint is on a recto by itself, and blank pages between short texts are
#: emptier than the white space that they have.
_RECTO = {PageKind.HALF_TITLE, PageKind.TITLE, PageKind.DEDICATION, PageKind.SECTION}
#: Where a blank leaf looks as if it were meant, the best place first.
_LEAVES = (
    PageKind.HALF_TITLE,
    PageKind.INTRODUCTION,
    PageKind.CLOSING,
    PageKind.PLATES,
    PageKind.SECTION,
)


def placed(
    pages: Sequence[Page],
    counts: Mapping[str, int],
    padded: Callable[[int], Padded],
    begins: Mapping[str, Begin] = MappingProxyType({}),
    tied: Collection[str] = (),
) -> tuple[int, Mapping[str, int]]:
    """Give the pages of the content, and the blank pages before each anchor that has any.

    ``counts`` are the pages that each anchor takes, ``begins`` those that must begin on a recto or
    a verso, ``tied`` those that follow the page before them directly. The pages of the content are
    of an even number. What is missing to that, and to what a printer asks for, ends the book, under
    the empty name, as far as the printer lets it; what is left then makes leaves that look meant,
    one in a place, so that no more than two blank pages follow one another, and after those leaves
    between the plates. A leaf has two pages, so no recto becomes a verso; an odd page stands before
    the colophon.
    """
    last = pages[-1]
    empty = _before(pages, counts, begins)
    filled = sum(counts.values()) + sum(empty.values())
    content = filled + filled % 2
    printed = padded(content)
    missing = printed.total - filled
    end = min(missing, max(printed.most_at_end, int(printed.last_blank)))
    if (missing - end) % 2 and filled % 2 == 0 and end > printed.last_blank:
        end -= 1  # what is left makes leaves of two pages
    within = missing - end
    for anchor in _spread(_places(pages, empty, tied), _plates(pages, tied), within // 2):
        empty[anchor] = empty.get(anchor, 0) + 2
    empty[last.anchor] = empty.get(last.anchor, 0) + within % 2
    empty[""] = end
    return content, {anchor: count for anchor, count in empty.items() if count}


def _before(
    pages: Sequence[Page], counts: Mapping[str, int], begins: Mapping[str, Begin]
) -> dict[str, int]:
    """Give a blank page to each anchor that would fall on the wrong side.

    A plate that stands alone on the verso before one that wants a verso is moved to the recto: the
    blank page then faces it, in place of a blank recto.
    """
    folio, empty = 1, dict[str, int]()
    free: str | None = None
    for page in pages:
        want = begins.get(page.anchor)
        if want is None and page.kind in _RECTO:
            want = Begin.RECTO
        if want and (folio % 2 == 1) != (want is Begin.RECTO):
            before = free if want is Begin.VERSO and free else page.anchor
            empty[before] = 1
            folio += 1
        alone = page.kind is PageKind.PLATE and counts[page.anchor] == 1
        free = page.anchor if alone and page.anchor not in begins and folio % 2 == 0 else None
        folio += counts[page.anchor]
    return empty


def _places(pages: Sequence[Page], empty: Mapping[str, int], tied: Collection[str]) -> list[str]:
    """Name the anchors before which a blank leaf looks meant, the best first, then the plates.

    An opener that has a blank page before it already would make three of them.
    """
    ranked = sorted(
        (page for page in pages if page.kind in _LEAVES and page.anchor not in empty),
        key=lambda page: _LEAVES.index(page.kind),
    )
    return [*(page.anchor for page in ranked), *_plates(pages, tied)]


def _plates(pages: Sequence[Page], tied: Collection[str]) -> list[str]:
    kinds = (PageKind.PLATE, PageKind.CAPTION)
    return [page.anchor for page in pages if page.kind in kinds and page.anchor not in tied]


def _spread(places: Sequence[str], plates: Sequence[str], leaves: int) -> Iterator[str]:
    """Name the anchors before which blank leaves stand: good places first, then evenly plates."""
    good = places[: len(places) - len(plates)]
    yield from good[:leaves]
    rest = leaves - len(good)
    for number in range(rest):
        yield plates[number * len(plates) // rest]
