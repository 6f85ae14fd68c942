"""Openings: which pages face each other, pages of captions, and blank pages.

Where a page would be blank because the next has a side of its own, a caption that has its plate's
page comes to the facing page instead. Blank pages stand where no caption may be moved, and where a
printer wants more pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    edition: Edition, placements: Mapping[str, Placement], fills: Collection[Filled] = ()
) -> Mapping[str, bool]:
    """Give the plates whose captions have a page of their own.

    By anchor: True where that page comes first, on a verso, and the photograph is on the recto.
    Nothing faces a spread: its caption comes after it, or before it where it ``fills`` that page.
    """
    filled = {each.anchor: each.before for each in fills}
    return {
        page.anchor: filled.get(page.anchor, False)
        if page.crosses_fold
        else page.shown.begin is not Begin.VERSO
        for page in edition.plates
        if placements[page.anchor].faces or page.anchor in filled
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
            last, versos = run.pages[-1], run.versos(counts)
            openers = [page for page in versos if page.kind is PageKind.SECTION]
            alone = versos and versos[-1]
            if openers:
                empty[openers[-1].anchor] = 1
            elif alone and alone.kind is PageKind.PLATE and alone is run.pages[-2]:
                empty[alone.anchor] = 1
            else:
                empty[last.anchor] = 1
    return empty


@dataclass(frozen=True, slots=True)
class _Run:
    """Pages after one that has a side, to the next that has one, or to the end of the book.

    ``folios`` are theirs without a blank page. ``last`` is the one that has a side: without a blank
    page, it would be ``off``, on the wrong one.
    """

    pages: Sequence[Page]
    folios: Sequence[int]
    last: Page | None
    off: bool

    def versos(self, counts: Mapping[str, int]) -> list[Page]:
        """Give the pages before the last that stand on a verso, of one page each."""
        return [
            page
            for page, folio in zip(self.pages, self.folios, strict=True)
            if folio % 2 == 0 and counts[page.anchor] == 1 and page is not self.last
        ]


def _runs(
    pages: Sequence[Page], counts: Mapping[str, int], begins: Mapping[str, Begin]
) -> Iterator[_Run]:
    """Part a book at the pages that have a side, each of which is on it where the next begins."""
    folio, run, folios = 1, list[Page](), list[int]()
    for page in pages:
        run.append(page)
        folios.append(folio)
        want = begins.get(page.anchor, Begin.RECTO if page.kind in _RECTO else None)
        if want:
            off = (folio % 2 == 1) != (want is Begin.RECTO)
            yield _Run(run, folios, page, off)
            folio, run, folios = folio + off, [], []
        folio += counts[page.anchor]
    yield _Run(run, folios, None, off=False)


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


@dataclass(frozen=True, slots=True)
class Filled:
    """A caption that takes a page of its own, by its plate's anchor; or what that would cost.

    ``before``: the page comes before the photograph's; ``blank``: it would be blank without it.
    """

    anchor: str
    cost: float
    before: bool = True
    blank: bool = False


#: What openings cost. No caption moves for a section that opens on another side than most if it
#: has one line; and that of a spread, which no page faces, for a blank page alone.
_BLANK_PAGE, _OTHER_SIDE, _CAPTION_MOVED, _LINE_MOVED, _SPREAD_MOVED = 100.0, 2.9, 1.0, 3.0, 5.0


def fills(
    opened: Edition,
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    heights: Mapping[str, float],
    placements: Mapping[str, Placement],
    line: float,
) -> list[Filled]:
    """Name captions that take a page of their own: one that would be blank, or before an opener.

    Sections open on one side as far as that costs no blank page: of captions that may stand here
    or there, the highest move. Where there is none between a spread and the next text or spread,
    its own does. As that one may leave a page after the spread, there may be more to name after it.
    ``line`` is the height of a line, in mm.
    """
    story = opened.story
    highest = max(heights.values(), default=0.0) or 1.0
    able: dict[str, Filled] = {}
    for page in opened.plates:
        setting = placements[page.anchor].setting
        auto = story.caption_position(page.shown) is CaptionPosition.AUTO
        if page.shown.caption and auto and setting is not CaptionSetting.RUNNING:
            height = heights[page.anchor]
            cost = _CAPTION_MOVED if height > 1.5 * line else _LINE_MOVED
            cost = _SPREAD_MOVED if page.crosses_fold else cost
            able[page.shown.id] = Filled(page.anchor, cost + 0.4 * (1 - height / highest))
    runs = list(_runs(opened.pages, counts, begins))
    sides = ([_cheapest(run, side, able) for run in runs] for side in (0, 1))
    named: list[Filled] = []
    for run, (_, chosen) in zip(runs, min(sides, key=_total), strict=True):
        named += (replace(each, blank=run.off) for each in chosen)
        if any(placements[each.anchor].faces for each in chosen):
            break
    return named


_Choice = tuple[float, tuple[Filled, ...]]


def _total(choices: Iterable[_Choice]) -> float:
    return sum(cost for cost, _ in choices)


def _cheapest(run: _Run, side: int, able: Mapping[str, Filled]) -> _Choice:
    """Choose the captions of a run that move; sections shall open on even (0) or odd (1) pages."""
    ways: dict[int, _Choice] = {0: (0.0, ())}  # by the pages that are added, even or odd
    for at, (page, folio) in enumerate(zip(run.pages, run.folios, strict=True)):
        caption = _movable(run, at, able)
        after: dict[int, _Choice] = {}
        for added, (cost, chosen) in ways.items():
            recto = (folio + added) % 2
            if page.kind is PageKind.SECTION and recto != side:
                cost += _OTHER_SIDE
            steps = [(added, (cost, chosen))]
            # A photograph's caption takes the verso that it is on, a spread's the recto before it,
            # or the verso after it.
            if caption and recto == (page.kind is PageKind.SECOND or page.crosses_fold):
                steps.append((1 - added, (cost + caption.cost, (*chosen, caption))))
            for key, way in steps:
                after[key] = min(way, after.get(key, way), key=lambda way: way[0])
        ways = after
    if run.last and not _asked(run.last):
        blank = ways.get(1 - run.off)
        ways = {key: way for key, way in ways.items() if key == run.off}
        if blank:
            ways[2] = blank[0] + _BLANK_PAGE, blank[1]
    return min(ways.values(), key=lambda way: way[0])


def _movable(run: _Run, at: int, able: Mapping[str, Filled]) -> Filled | None:
    """Give the caption of a page of a run that may take one of its own."""
    page, before, after = run.pages[at], run.pages[max(0, at - 1) : at], run.pages[at + 1 : at + 2]
    if page.kind is PageKind.SECOND:
        caption = able.get(page.shown.id)
        if caption is None or _shows_photo(after) or after[0].plate is page.plate:
            return None
        return replace(caption, before=False)
    if page.kind is not PageKind.PLATE or page.shown.begin is not Begin.ANY:
        return None
    if page.crosses_fold and (page is not run.last or _shows_photo(before)):
        return None
    return able.get(page.shown.id)


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
        last = run.last
        if last is None or not run.off or last.plate is None or _asked(last):
            continue
        moved = next(page for page in run.pages if page.anchor in empty)
        cured += 1
        cures: list[str | None] = [_line(run, opened, counts, placements)]
        cures += [_cure(pages, counts, begins, tied, last)] if cured <= _CURED else []
        yield _blank(last, moved, pagination, ", or ".join(filter(None, cures)))


def _line(
    run: _Run, opened: Edition, counts: Mapping[str, int], placements: Mapping[str, Placement]
) -> str:
    """Say which line of the manifest would save the blank page of a run; none may."""
    last = run.pages[-1]
    auto = CaptionPosition.AUTO
    for page in (*run.versos(counts), last):
        movable = not page.crosses_fold or not _shows_photo(run.pages[-2:-1])
        set_ = page.kind is PageKind.PLATE and page.shown.caption and movable
        if set_ and opened.story.caption_position(page.shown) is not auto:
            return f"write caption-at: auto for plate “{page.shown.id}”"
    if last.kind is PageKind.CAPTION and placements[f"{_PLATE}{last.shown.id}"].setting is (
        CaptionSetting.FACING
    ):
        return "write caption-at: page for it"
    return ""


def _blank(last: Page, moved: Page, pagination: Pagination, cure: str) -> Finding:
    """Say which page is blank for the plate of ``last``; ``moved`` is what comes after it."""
    first, blank = pagination.folios[last.anchor], pagination.folios[moved.anchor] - 1
    why = f"it takes two facing pages, {first} and {first + 1}"
    fix = cure or "move it by one plate in the manifest"
    if last.kind is PageKind.PLATE and not last.crosses_fold:
        why, fix = "the first plate takes a right-hand page", "write open: any under design"
    elif not last.crosses_fold:
        why = f"its caption and its photograph face each other on pages {first} and {first + 1}"
    other = ""
    if moved is not last:
        name = f"plate “{moved.shown.id}”" if moved.plate else f"section “{moved.title}”"
        other = f", and {name} moves to page {blank + 1}"
    return Finding(
        last.place,
        f"{why}: page {blank} is left blank for it{other}",
        f"{fix[0].upper()}{fix[1:]}, if no blank page is wanted.",
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
            return f"move plate “{plate.id}” {place} it in the manifest"
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
