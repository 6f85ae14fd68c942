"""Openings: which pages face each other, pages of captions, and blank pages.

Where a page would be blank because the next has a side of its own, a caption that has its plate's
page comes to the facing page instead. Blank pages stand where no caption may be moved, and where a
printer wants more pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from platebook.book import Edition, Page, PageKind, Pagination, second_anchor
from platebook.errors import Finding, Severity
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.printers import Padded
from platebook.story import Begin, CaptionPosition, FirstPlate

_PLATE, _CAPTION = "plate-", "caption-"


def caption_anchor(plate: str) -> str:
    """Give the anchor of the page that has a plate's caption, by the plate's anchor."""
    return f"{_CAPTION}{plate.removeprefix(_PLATE)}"


def words_anchor(plate: str, placement: Placement) -> str:
    """Give the anchor of the page that a plate's caption is on, by the plate's anchor."""
    if placement.faces:
        return caption_anchor(plate)
    return second_anchor(plate) if placement.second else plate


def faced(
    edition: Edition, placements: Mapping[str, Placement], fills: Collection[str] = ()
) -> Mapping[str, bool]:
    """Give the plates whose captions have a page of their own.

    By anchor: True where that page comes first, on a verso, and the photograph is on the recto.
    Nothing faces a spread: its caption comes after it, or before it where it ``fills`` a page.
    """
    return {
        page.anchor: page.anchor in fills
        if page.crosses_fold
        else page.shown.begin is not Begin.VERSO
        for page in edition.plates
        if placements[page.anchor].faces or page.anchor in fills
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
            tied.add(second_anchor(page.anchor))
            tied.add(page.anchor if faced.get(page.anchor) else caption_anchor(page.anchor))
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


#: What is on a recto always. Contents, foreword and introduction follow on whichever page is next:
#: the first after the imprint is on a recto by itself, and blank pages between short texts are
#: emptier than the white space that they have. So do sections: on a verso, an opener faces its
#: first plate, on a recto the last one before it.
_RECTO = {PageKind.HALF_TITLE, PageKind.TITLE, PageKind.DEDICATION}
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

    It comes before the section's opener where that stands on a verso, and so moves to the recto. A
    plate that stands alone on the verso before one that wants a verso is moved to the recto, too:
    the blank page then faces it, in place of a blank recto.
    """
    empty = dict[str, int]()
    for run in _runs(pages, counts, begins):
        if run.off:
            last = run.pages[-1]
            openers = [page for page in run.versos if page.kind is PageKind.SECTION]
            alone = run.versos and run.versos[-1]
            if openers:
                empty[openers[-1].anchor] = 1
            elif alone and alone.kind is PageKind.PLATE and alone is run.pages[-2]:
                empty[alone.anchor] = 1
            else:
                empty[last.anchor] = 1
    return empty


@dataclass(frozen=True, slots=True)
class _Run:
    """Pages after one that has a side, to the next that has one: that is the last of ``pages``.

    Without a blank page, the last one would be ``off``, on the wrong side; ``versos`` are those of
    the others, of one page each, that are on a verso.
    """

    pages: Sequence[Page]
    versos: Sequence[Page]
    off: bool


def _runs(
    pages: Sequence[Page], counts: Mapping[str, int], begins: Mapping[str, Begin]
) -> Iterator[_Run]:
    """Part a book at the pages that have a side, each of which is on it where the next begins."""
    folio, run, versos = 1, list[Page](), list[Page]()
    for page in pages:
        run.append(page)
        want = begins.get(page.anchor, Begin.RECTO if page.kind in _RECTO else None)
        if want:
            off = (folio % 2 == 1) != (want is Begin.RECTO)
            yield _Run(run, versos, off)
            folio, run, versos = folio + off, [], []
        elif folio % 2 == 0 and counts[page.anchor] == 1:
            versos.append(page)
        folio += counts[page.anchor]


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


def fills(
    opened: Edition,
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    heights: Mapping[str, float],
    placements: Mapping[str, Placement],
) -> list[str]:
    """Name plates whose captions take a page that would be blank else, by their anchors.

    The highest caption does that takes its photograph's page only because nothing else was asked;
    where there is none, and no photograph faces it, that of the spread that wants the page. As
    that one may leave a page after the spread, there may be more to name after it.
    """
    story, auto = opened.story, CaptionPosition.AUTO
    free = {
        page.anchor
        for page in opened.plates
        if page.shown.caption
        and story.caption_position(page.shown) is auto
        and placements[page.anchor].setting is not CaptionSetting.RUNNING
    }
    named: list[str] = []
    for run in _runs(opened.pages, counts, begins):
        last = run.pages[-1]
        able = [
            page.anchor
            for page in (*run.versos, last)
            if page.anchor in free
            and page.kind is PageKind.PLATE
            and page.shown.begin is Begin.ANY
            and not page.crosses_fold
        ]
        if not run.off or _asked(last):
            continue
        if able:
            named.append(max(able, key=lambda anchor: heights[anchor]))
        elif last.crosses_fold and last.anchor in free and not _shows_photo(run.pages[-2:-1]):
            named.append(last.anchor)
            if placements[last.anchor].faces:
                break
    return named


def _shows_photo(pages: Sequence[Page]) -> bool:
    return not pages or pages[0].kind in (PageKind.PLATE, PageKind.SECOND)


def _asked(page: Page) -> bool:
    """Whether the manifest itself wants a plate on its side."""
    plain = page.kind is PageKind.PLATE and not page.crosses_fold
    return plain and page.shown.begin is not Begin.ANY


#: So many notes of a book name the plate to move: each takes the time of another order of pages.
_CURED = 30


def notes(
    opened: Edition,
    placements: Mapping[str, Placement],
    pagination: Pagination,
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    tied: Collection[str],
) -> Iterator[Finding]:
    """Say which photographs that bleed meet at the fold, and which pages are blank."""
    yield from _meeting(opened, placements, pagination)
    pages = opened.pages
    empty = _before(pages, counts, begins)
    cured = 0
    for run in _runs(pages, counts, begins):
        last = run.pages[-1]
        if not run.off or last.plate is None or _asked(last):
            continue
        moved = next(page for page in run.pages if page.anchor in empty)
        cured += 1
        cure = _cure(pages, counts, begins, tied, last) if cured <= _CURED else None
        yield _blank(last, moved, pagination, cure)


def _blank(last: Page, moved: Page, pagination: Pagination, cure: str | None) -> Finding:
    """Say which page is blank for the plate of ``last``; ``moved`` is what comes after it."""
    first, blank = pagination.folios[last.anchor], pagination.folios[moved.anchor] - 1
    why = f"it takes two facing pages, {first} and {first + 1}"
    fix = cure or "Move it by one plate in the manifest"
    if last.kind is PageKind.PLATE and not last.crosses_fold:
        why, fix = "the first plate takes a right-hand page", "Write open: any under design"
    elif not last.crosses_fold:
        why = f"its caption and its photograph face each other on pages {first} and {first + 1}"
    other = ""
    if moved is not last:
        name = f"plate “{moved.shown.id}”" if moved.plate else f"section “{moved.title}”"
        other = f", and {name} moves to page {blank + 1}"
    return Finding(
        last.place,
        f"{why}: page {blank} is left blank for it{other}",
        f"{fix}, if no blank page is wanted.",
        Severity.NOTE,
        "S040",
    )


def _cure(
    pages: Sequence[Page],
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    tied: Collection[str],
    last: Page,
) -> str | None:
    """Say which plate beside ``last`` would save its blank page, were it moved past it."""
    units: list[list[Page]] = []
    for page in pages:
        if page.anchor in tied:
            units[-1].append(page)
        else:
            units.append([page])
    at = next(index for index, unit in enumerate(units) if last in unit)
    blanks = len(_before(pages, counts, begins))
    for beside, place in ((at - 1, "after"), (at + 1, "before")):
        if not 0 <= beside < len(units):
            continue
        plate = units[beside][0].plate
        if plate is None or units[beside][0].section is not last.section:
            continue
        order = [*units]
        order[at], order[beside] = order[beside], order[at]
        if len(_before([page for unit in order for page in unit], counts, begins)) < blanks:
            return f"Move plate “{plate.id}” {place} it in the manifest"
    return None


def _meeting(
    edition: Edition, placements: Mapping[str, Placement], pagination: Pagination
) -> Iterator[Finding]:
    """Say which photographs that bleed meet at the fold of an opening."""
    before: Page | None = None
    for page in edition.plates:
        meets = (
            before is not None
            and placements[page.anchor].bleeds
            and placements[before.anchor].bleeds
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
