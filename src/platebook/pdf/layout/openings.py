"""Openings: which pages face each other, pages of captions, and blank pages.

Blank pages stand where an opener wants a recto, and where a printer wants more pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from platebook.book import Edition, Page, PageKind, Pagination, second_anchor
from platebook.errors import Finding, Severity
from platebook.pdf.layout.arrange import Placement
from platebook.printers import Padded
from platebook.story import Begin, FirstPlate

_PLATE, _CAPTION = "plate-", "caption-"


def caption_anchor(plate: str) -> str:
    """Give the anchor of the page that has a plate's caption, by the plate's anchor."""
    return f"{_CAPTION}{plate.removeprefix(_PLATE)}"


def words_anchor(plate: str, placement: Placement) -> str:
    """Give the anchor of the page that a plate's caption is on, by the plate's anchor."""
    if placement.faces:
        return caption_anchor(plate)
    return second_anchor(plate) if placement.second else plate


def faced(edition: Edition, placements: Mapping[str, Placement]) -> Mapping[str, bool]:
    """Give the plates whose captions have a page of their own.

    By anchor: True where that page comes first, on a verso, and the photograph is on the recto.
    Nothing faces a spread: its caption comes after it.
    """
    return {
        page.anchor: page.shown.begin is not Begin.VERSO and not page.crosses_fold
        for page in edition.plates
        if placements[page.anchor].faces
    }


def opened(edition: Edition, faced: Mapping[str, bool]) -> Edition:
    """Give the edition with the pages of captions beside their photographs', and second halves."""
    pages: list[Page] = []
    for page in edition.pages:
        photograph = [page]
        if page.crosses_fold:
            photograph.append(_other(page, PageKind.SECOND, second_anchor(page.anchor)))
        words = [_other(page, PageKind.CAPTION, caption_anchor(page.anchor))]
        if page.anchor not in faced:
            pages += photograph
        else:
            pages += words + photograph if faced[page.anchor] else photograph + words
    return replace(edition, pages=tuple(pages))


def _other(page: Page, kind: PageKind, anchor: str) -> Page:
    """Give another page of a plate."""
    return replace(page, kind=kind, anchor=anchor, title=None)


def sides(
    opened: Edition, faced: Mapping[str, bool], runs: Mapping[str, int] = MappingProxyType({})
) -> tuple[dict[str, Begin], set[str]]:
    """Give the side that an anchor's first page must be on, and the anchors that follow directly.

    A spread, and an opening of caption and photograph, begin on a verso; a caption that ``runs``
    over several pages where its last one faces its photograph; the book's first plate on a recto,
    if the story wants that and it has no side of its own.
    """
    begins: dict[str, Begin] = {}
    tied: set[str] = set()
    for page in opened.plates:
        if page.crosses_fold:
            begins[page.anchor] = Begin.VERSO
            tied |= {second_anchor(page.anchor), caption_anchor(page.anchor)}
        elif page.anchor in faced:
            pair = caption_anchor(page.anchor), page.anchor
            first, second = pair if faced[page.anchor] else pair[::-1]
            begins[first] = Begin.RECTO if runs.get(first, 1) % 2 == 0 else Begin.VERSO
            tied.add(second)
        elif page.shown.begin is not Begin.ANY:
            begins[page.anchor] = page.shown.begin
        elif page.number == 1 and opened.story.design.open is FirstPlate.RECTO:
            begins[page.anchor] = Begin.RECTO
    return begins, tied


def notes(
    edition: Edition, placements: Mapping[str, Placement], pagination: Pagination
) -> Iterator[Finding]:
    """Say which photographs that bleed meet at the fold of an opening."""
    before: Page | None = None
    for page in edition.plates:
        meets = (
            before is not None
            and _crosses(placements[page.anchor])
            and _crosses(placements[before.anchor])
            and pagination.folios[before.anchor] % 2 == 0
            and pagination.folios[page.anchor] == pagination.folios[before.anchor] + 1
        )
        if meets and before:
            yield Finding(
                f"{page.shown.where} (plate “{page.shown.id}”)",
                f"it meets the photograph of plate “{before.shown.id}” at the fold: both bleed",
                "Write begin: recto or verso, or layout: matted for one of the two, if it was not "
                "meant.",
                Severity.NOTE,
                "S033",
            )
        before = page


def _crosses(placement: Placement) -> bool:
    """Whether a photograph reaches the fold."""
    return placement.bleeds


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
