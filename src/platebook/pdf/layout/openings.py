"""Openings: which pages face each other, pages of captions, and blank pages.

Where a page would be blank because the next has a side of its own, a caption that has its plate's
page comes to the facing page instead. Blank pages stand where no caption may be moved, and where a
printer wants more pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from platebook.book import Edition, Page, PageKind, second_anchor
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.printers.checks import Padded
from platebook.story import Begin, CaptionPosition, FirstPlate

_PLATE, _CAPTION = "plate-", "caption-"
#: A caption of one line is no higher than so many lines.
_ONE_LINE = 1.5


def caption_anchor(plate: str) -> str:
    """Return the anchor of the page that has a plate's caption, by the plate's anchor."""
    return f"{_CAPTION}{plate.removeprefix(_PLATE)}"


def words_anchor(plate: str, placement: Placement) -> str:
    """Return the anchor of the page that a plate's caption is on, by the plate's anchor."""
    if placement.faces:
        return caption_anchor(plate)
    return second_anchor(plate) if placement.second else plate


def facing_captions(
    edition: Edition, placements: Mapping[str, Placement], fills: Collection[FilledPages] = ()
) -> Mapping[str, bool]:
    """Return the plates whose captions have a page of their own.

    By anchor: True where that page comes first, on a verso, and the photograph is on the recto.
    Nothing faces a spread: its caption comes after it, or before it where it ``fills`` that page.
    """
    fill_before = {fill.anchor: fill.before for fill in fills}
    return {
        page.anchor: fill_before.get(page.anchor, False)
        if page.crosses_fold
        else page.shown.begin is not Begin.VERSO
        for page in edition.plates
        if placements[page.anchor].faces or page.anchor in fill_before
    }


def add_caption_pages(edition: Edition, facing: Mapping[str, bool]) -> Edition:
    """Return the edition with pages of captions beside their photographs', and second halves."""
    pages: list[Page] = []
    for page in edition.pages:
        photograph = [page]
        if page.crosses_fold:
            photograph.append(_page_of(page, PageKind.SECOND, second_anchor(page.anchor)))
        words = [_page_of(page, PageKind.CAPTION, caption_anchor(page.anchor))]
        if page.anchor not in facing:
            pages += photograph
        else:
            pages += words + photograph if facing[page.anchor] else photograph + words
    return replace(edition, pages=tuple(pages))


def _page_of(page: Page, kind: PageKind, anchor: str) -> Page:
    """Return another page of a plate."""
    return replace(page, kind=kind, anchor=anchor, title=None)


def sides(
    edition: Edition,
    facing: Mapping[str, bool],
    runs: Mapping[str, int] = MappingProxyType({}),
    *,
    recto: bool = True,
) -> tuple[dict[str, Begin], set[str]]:
    """Return the side that an anchor's first page must be on, and the anchors that follow directly.

    A spread, and an opening of caption and photograph, begin on a verso; a caption that ``runs``
    over several pages where its last one faces its photograph; the book's first plate on a
    ``recto``, unless it has a side of its own.
    """
    begins: dict[str, Begin] = {}
    tied: set[str] = set()
    for page in edition.plates:
        if page.crosses_fold:
            begins[page.anchor] = Begin.VERSO
            tied.add(second_anchor(page.anchor))
            tied.add(page.anchor if facing.get(page.anchor) else caption_anchor(page.anchor))
        elif page.anchor in facing:
            pair = caption_anchor(page.anchor), page.anchor
            first, second = pair if facing[page.anchor] else pair[::-1]
            begins[first] = Begin.RECTO if runs.get(first, 1) % 2 == 0 else Begin.VERSO
            tied.add(second)
        elif page.shown.begin is not Begin.ANY:
            begins[page.anchor] = page.shown.begin
        elif page.number == 1 and recto:
            begins[page.anchor] = Begin.RECTO
    return begins, tied


def opens_on_recto(
    edition: Edition, heights: Mapping[str, float], placements: Mapping[str, Placement], line: float
) -> bool:
    """Return whether the first plate is to be on a recto.

    Not if its caption has one line, which stands below it: alone on the page before, where it
    would go, it looks lost, and so does a blank page in a book with an introduction of one page.
    """
    first = edition.plates[0]
    here = placements[first.anchor].setting in (CaptionSetting.BELOW, CaptionSetting.BESIDE)
    short = first.shown.caption and here and heights[first.anchor] <= _ONE_LINE * line
    return edition.story.design.open is FirstPlate.RECTO and not short


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


def place_pages(
    pages: Sequence[Page],
    counts: Mapping[str, int],
    padded: Callable[[int], Padded],
    begins: Mapping[str, Begin] = MappingProxyType({}),
    tied: Collection[str] = (),
) -> tuple[int, Mapping[str, int]]:
    """Return the pages of the content, and the blank pages before each anchor that has any.

    ``counts`` are the pages that each anchor takes, ``begins`` those that must begin on a recto or
    a verso, ``tied`` those that follow the page before them directly. The pages of the content are
    of an even number. What is missing to that, and to what a printer asks for, ends the book, under
    the empty name, as far as the printer lets it; what is left then makes leaves that look meant,
    one in a place, so that no more than two blank pages follow one another, and after those leaves
    between the plates. A leaf has two pages, so no recto becomes a verso; an odd page stands before
    the colophon. Where there are not places enough for the leaves, all blank pages end the book.
    """
    last = pages[-1]
    empty = blanks_before(pages, counts, begins)
    page_count = sum(counts.values()) + sum(empty.values())
    content = page_count + page_count % 2
    padding = padded(content)
    missing = padding.total - page_count
    end = min(missing, max(padding.most_at_end, int(padding.last_blank)))
    if (missing - end) % 2 and page_count % 2 == 0 and end > padding.last_blank:
        end -= 1  # what is left makes leaves of two pages
    good, plates = _places(pages, empty), _plates(pages, tied)
    if (missing - end) // 2 > len(good) + len(plates):
        end = missing  # no more than two in a row cannot be kept: then the book itself stays whole
    within = missing - end
    for anchor in _spread(good, plates, within // 2):
        empty[anchor] = empty.get(anchor, 0) + 2
    empty[last.anchor] = empty.get(last.anchor, 0) + within % 2
    empty[""] = end
    return content, {anchor: count for anchor, count in empty.items() if count}


def blanks_before(
    pages: Sequence[Page], counts: Mapping[str, int], begins: Mapping[str, Begin]
) -> dict[str, int]:
    """Add a blank page before each anchor that would fall on the wrong side.

    It comes before the section's opener where that stands on a verso, and so moves to the recto. A
    plate that stands alone on the verso before one that wants a verso is moved to the recto, too:
    the blank page then faces it, in place of a blank recto.
    """
    empty = dict[str, int]()
    for run in runs_of(pages, counts, begins):
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
class PageRun:
    """Pages after one that has a side, to the next that has one, or to the end of the book.

    ``folios`` are theirs without a blank page. ``last`` is the one that has a side: without a blank
    page, it would be ``off``, on the wrong one.
    """

    pages: Sequence[Page]
    folios: Sequence[int]
    last: Page | None
    off: bool

    def versos(self, counts: Mapping[str, int]) -> list[Page]:
        """Return the pages before the last that stand on a verso, of one page each."""
        return [
            page
            for page, folio in zip(self.pages, self.folios, strict=True)
            if folio % 2 == 0 and counts[page.anchor] == 1 and page is not self.last
        ]


def runs_of(
    pages: Sequence[Page], counts: Mapping[str, int], begins: Mapping[str, Begin]
) -> Iterator[PageRun]:
    """Part a book at the pages that have a side, each of which is on it where the next begins."""
    folio, run, folios = 1, list[Page](), list[int]()
    for page in pages:
        run.append(page)
        folios.append(folio)
        want = begins.get(page.anchor, Begin.RECTO if page.kind in _RECTO else None)
        if want:
            off = (folio % 2 == 1) != (want is Begin.RECTO)
            yield PageRun(run, folios, page, off)
            folio, run, folios = folio + off, [], []
        folio += counts[page.anchor]
    yield PageRun(run, folios, None, off=False)


def _places(pages: Sequence[Page], empty: Mapping[str, int]) -> list[str]:
    """Return the anchors before which a blank leaf looks meant, the best first.

    An opener that has a blank page before it already would make three of them.
    """
    leaves = [page for page in pages if page.kind in _LEAVES and page.anchor not in empty]
    return [page.anchor for page in sorted(leaves, key=lambda page: _LEAVES.index(page.kind))]


def _plates(pages: Sequence[Page], tied: Collection[str]) -> list[str]:
    kinds = (PageKind.PLATE, PageKind.CAPTION)
    return [page.anchor for page in pages if page.kind in kinds and page.anchor not in tied]


def _spread(places: Sequence[str], plates: Sequence[str], leaves: int) -> Iterator[str]:
    """Yield the anchors before which blank leaves stand: good places first, then evenly plates."""
    yield from places[:leaves]
    rest = leaves - len(places)
    for number in range(rest):
        yield plates[number * len(plates) // rest]


@dataclass(frozen=True, slots=True)
class FilledPages:
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
    edition: Edition,
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    heights: Mapping[str, float],
    placements: Mapping[str, Placement],
    line: float,
) -> list[FilledPages]:
    """Return captions that take a page of their own: one that would be blank, or before an opener.

    Sections open on one side as far as that costs no blank page: of captions that may stand here
    or there, the highest move. Where there is none between a spread and the next text or spread,
    its own does. As that one may leave a page after the spread, there may be more to name after it.
    ``line`` is the height of a line, in mm.
    """
    story = edition.story
    highest = max(heights.values(), default=0.0) or 1.0
    able: dict[str, FilledPages] = {}
    for page in edition.plates:
        setting = placements[page.anchor].setting
        auto = story.caption_position(page.shown) is CaptionPosition.AUTO
        if page.shown.caption and auto and setting is not CaptionSetting.RUNNING:
            height = heights[page.anchor]
            cost = _CAPTION_MOVED if height > _ONE_LINE * line else _LINE_MOVED
            cost = _SPREAD_MOVED if page.crosses_fold else cost
            able[page.shown.id] = FilledPages(page.anchor, cost + 0.4 * (1 - height / highest))
    runs = list(runs_of(edition.pages, counts, begins))
    sides = ([_cheapest(run, side, able) for run in runs] for side in (0, 1))
    all_fills: list[FilledPages] = []
    cheapest = min(sides, key=lambda choices: sum(cost for cost, _ in choices))
    for run, (_, run_fills) in zip(runs, cheapest, strict=True):
        all_fills += (replace(fill, blank=run.off) for fill in run_fills)
        if any(placements[fill.anchor].faces for fill in run_fills):
            break
    return all_fills


_Choice = tuple[float, tuple[FilledPages, ...]]


def _cheapest(run: PageRun, side: int, able: Mapping[str, FilledPages]) -> _Choice:
    """Choose the captions of a run that move; sections shall open on even (0) or odd (1) pages."""
    ways: dict[int, _Choice] = {0: (0.0, ())}  # by the pages that are added, even or odd
    for at, (page, folio) in enumerate(zip(run.pages, run.folios, strict=True)):
        caption = _movable(run, at, able)
        after: dict[int, _Choice] = {}
        for offset, (cost, captions) in ways.items():
            recto = (folio + offset) % 2
            if page.kind is PageKind.SECTION and recto != side:
                cost += _OTHER_SIDE
            steps = [(offset, (cost, captions))]
            # A photograph's caption takes the verso that it is on, a spread's the recto before it,
            # or the verso after it.
            if caption and recto == (page.kind is PageKind.SECOND or page.crosses_fold):
                steps.append((1 - offset, (cost + caption.cost, (*captions, caption))))
            for key, way in steps:
                after[key] = min(way, after.get(key, way), key=lambda way: way[0])
        ways = after
    if run.last and not is_asked(run.last):
        blank = ways.get(1 - run.off)
        ways = {key: way for key, way in ways.items() if key == run.off}
        if blank:
            ways[2] = blank[0] + _BLANK_PAGE, blank[1]
    return min(ways.values(), key=lambda way: way[0])


def _movable(run: PageRun, at: int, able: Mapping[str, FilledPages]) -> FilledPages | None:
    """Return the caption of a page of a run that may take one of its own."""
    page, before, after = run.pages[at], run.pages[max(0, at - 1) : at], run.pages[at + 1 : at + 2]
    if page.kind is PageKind.SECOND:
        caption = able.get(page.shown.id)
        if caption is None or shows_photo(after) or after[0].plate is page.plate:
            return None
        return replace(caption, before=False)
    if page.kind is not PageKind.PLATE or page.shown.begin is not Begin.ANY:
        return None
    if page.crosses_fold and (page is not run.last or shows_photo(before)):
        return None
    return able.get(page.shown.id)


def shows_photo(pages: Sequence[Page]) -> bool:
    """Return whether the first of some pages shows a photograph; True of none."""
    return not pages or pages[0].kind in (PageKind.PLATE, PageKind.SECOND)


def is_asked(page: Page) -> bool:
    """Return whether the manifest itself wants a plate on its side."""
    plain = page.kind is PageKind.PLATE and not page.crosses_fold
    return plain and page.shown.begin is not Begin.ANY
