"""Reports what the user should know of the printed pages: the fold, and blank pages.

What of a spread is in the fold and which spreads gain nothing; which photographs meet at the fold;
which pages are blank, and why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from platebook.book import Edition, Page, PageKind, Pagination
from platebook.errors import Finding, Severity
from platebook.geometry import Size
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import PageRun, blanks_before, is_asked, runs_of, shows_photo
from platebook.pdf.layout.page_grid import Grid, Sheet
from platebook.pdf.layout.typesetter import Typesetter
from platebook.story import Begin, CaptionPosition

#: What must be seen keeps so far from the strip that the binding hides; and, where the crop leaves
#: a choice, so far from the fold (a guide of Dreambooks: main matter is 25 mm from the middle).
CLEAR_MM, _WANTED_MM = 2.0, 25.0
Focus = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a spread shows of its photograph: a share of its width, about ``middle``, the fold.

    ``width`` is that of what is shown; ``shift`` how far it was moved because of the fold.
    """

    middle: float
    visible_share: float
    width: float
    shift: float = 0.0

    @classmethod
    def of(
        cls, placement: Placement, pixels: tuple[int, int], focus: Focus | None, sheet: Sheet
    ) -> Crossing:
        """Crop about the focus, and beside it where the binding hides what is in the middle."""
        box, visible, wanted_middle = placement.photo, 1.0, (focus or (0.5, 0.5))[0]
        if placement.bleeds:
            visible = min(1.0, box.width / box.height * pixels[1] / pixels[0])
        about = cls(_clamp_to_photo(wanted_middle, visible), visible, box.width)
        if focus is None or not sheet.fold.hidden or abs(about.away(wanted_middle)) >= _WANTED_MM:
            return about
        apart = _WANTED_MM * visible / box.width
        middle = max(
            (
                _clamp_to_photo(wanted_middle + apart, visible),
                _clamp_to_photo(wanted_middle - apart, visible),
            ),
            key=lambda x: (round(abs(x - wanted_middle), 6), -abs(x - about.middle)),
        )
        shifted = abs(middle - about.middle) / visible * box.width
        return cls(middle, visible, box.width, shifted if shifted > 0.05 else 0.0)

    def away(self, x: float) -> float:
        """Return how far a place of the photograph is from the fold; left of it, less than 0."""
        return (x - self.middle) / self.visible_share * self.width

    def nearest_free(self, x: float, least: float) -> float:
        """Return the nearest place that is ``least`` from the fold, to a thousandth outwards."""
        apart = least * self.visible_share / self.width
        before = floor((self.middle - apart) * 1000) / 1000
        after = ceil((self.middle + apart) * 1000) / 1000
        return before if abs(x - before) <= abs(x - after) else after


def _clamp_to_photo(middle: float, visible: float) -> float:
    """Keep what is shown inside the photograph."""
    return min(max(middle, visible / 2), 1 - visible / 2)


_IN_FOLD, _NO_LARGER = "S041", "S042"
#: A photograph on two pages that is not larger by this than on one gains nothing.
_GAIN = 1.1


def fold_notes(
    edition: Edition, placements: Mapping[str, Placement], setter: Typesetter, grid: Grid
) -> Iterator[Finding]:
    """Yield the findings about every spread."""
    sheet, sizes = setter.sheet, setter.sizes
    for page in edition.plates:
        if page.crosses_fold:
            placement, pixels = placements[page.anchor], sizes[page.shown.id]
            yield from _fold_findings(
                page, Crossing.of(placement, pixels, page.shown.focus, sheet), sheet
            )
            yield from _no_larger(page, placement, grid.photo(pixels))


def _no_larger(page: Page, placement: Placement, alone: Size) -> Iterator[Finding]:
    """Report photographs bounded by their height, which one page would show as large."""
    if placement.bleeds or page.shown.width or placement.photo.width > alone.width * _GAIN:
        return
    yield Finding(
        page.place,
        f"it is {placement.photo.width:.0f} mm wide on two pages, and would be "
        f"{alone.width:.0f} mm wide on one",
        "Write layout: matted, and nothing is lost in the fold.",
        Severity.NOTE,
        _NO_LARGER,
    )


def _fold_findings(page: Page, crossing: Crossing, sheet: Sheet) -> Iterator[Finding]:
    """Yield whether the focus lies in the fold, and where it would not; or what was shifted."""
    focus, hidden = page.shown.focus, sheet.fold.hidden
    strip = f"the binding ({sheet.fold.binding}) hides {hidden:.3g} mm of each page there"
    severity = Severity.NOTE
    if focus is None:
        if not hidden:
            return
        message = f"it crosses the fold, and {strip}"
        fix = "Write focus: [x, y], to learn whether what must be seen lies in the fold."
    elif abs(crossing.away(focus[0])) < hidden + CLEAR_MM:
        message = f"its focus lies {abs(crossing.away(focus[0])):.1f} mm from the fold"
        message = f"{message}; {strip}" if hidden else f"{message}, whose crease is seen"
        free = crossing.nearest_free(focus[0], hidden + CLEAR_MM)
        fix = (
            f"What lies at focus: [{free:g}, {focus[1]:g}] is clear of it: write that if it will "
            "do, or layout: matted or full-bleed."
        )
        severity = Severity.WARNING if hidden else Severity.NOTE
    elif crossing.shift:
        message = f"it is shifted by {crossing.shift:.0f} mm, so that its focus is not in the fold"
        fix = "Nothing, if that looks right: --edition sheet shows it."
    else:
        return
    yield Finding(page.place, message, fix, severity, _IN_FOLD)


#: So many notes of a book name the plate to move: each takes the time of another order of pages.
_MOST_REMEDIES = 30


def blank_notes(
    edition: Edition,
    placements: Mapping[str, Placement],
    pagination: Pagination,
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    tied: Collection[str],
) -> Iterator[Finding]:
    """Yield which photographs that bleed meet at the fold, and which pages are blank."""
    yield from _find_meeting(edition, placements, pagination)
    pages = edition.pages
    empty = blanks_before(pages, counts, begins)
    remedy_count = 0
    for run in runs_of(pages, counts, begins):
        last = run.last
        if last is None or not run.off or last.plate is None or is_asked(last):
            continue
        next_page = next(page for page in run.pages if page.anchor in empty)
        remedy_count += 1
        remedies = [_line(run, edition, counts, placements)]
        if remedy_count <= _MOST_REMEDIES:
            remedies.append(_remedy(pages, counts, begins, tied, last))
        yield _blank(last, next_page, pagination, ", or ".join(filter(None, remedies)))


def _line(
    run: PageRun, edition: Edition, counts: Mapping[str, int], placements: Mapping[str, Placement]
) -> str:
    """Return which line of the manifest would save the blank page of a run; none may."""
    last = run.pages[-1]
    auto = CaptionPosition.AUTO
    for page in (*run.versos(counts), last):
        movable = not page.crosses_fold or not shows_photo(run.pages[-2:-1])
        set_ = page.kind is PageKind.PLATE and page.shown.caption and movable
        if set_ and edition.story.caption_position(page.shown) is not auto:
            return f"write caption-at: auto for plate “{page.shown.id}”"
    if last.kind is PageKind.CAPTION and placements[f"plate-{last.shown.id}"].setting is (
        CaptionSetting.FACING
    ):
        return "write caption-at: page for it"
    for page in run.pages:
        if page.kind is PageKind.CAPTION and counts[page.anchor] > 1:
            return f"shorten the caption of plate “{page.shown.id}” by a page"
    return ""


def _blank(last: Page, next_page: Page, pagination: Pagination, remedy: str) -> Finding:
    """Return which page is blank for the plate of ``last``; ``next_page`` comes after it."""
    first, blank = pagination.folios[last.anchor], pagination.folios[next_page.anchor] - 1
    why = f"it takes two facing pages, {first} and {first + 1}"
    fix = remedy or "move it by one plate in the manifest"
    if last.kind is PageKind.PLATE and not last.crosses_fold:
        why, fix = "the first plate takes a right-hand page", "write open: any under design"
    elif not last.crosses_fold:
        why = f"its caption and its photograph face each other on pages {first} and {first + 1}"
    other = ""
    if next_page is not last:
        name = (
            f"plate “{next_page.shown.id}”" if next_page.plate else f"section “{next_page.title}”"
        )
        other = f", and {name} moves to page {blank + 1}"
    return Finding(
        last.place,
        f"{why}: page {blank} is left blank for it{other}",
        f"{fix[0].upper()}{fix[1:]}, if no blank page is wanted.",
        Severity.NOTE,
        "S040",
    )


def _remedy(
    pages: Sequence[Page],
    counts: Mapping[str, int],
    begins: Mapping[str, Begin],
    tied: Collection[str],
    last: Page,
) -> str:
    """Return which plate beside ``last`` would save its blank page, were it moved past it."""
    units: list[list[Page]] = []
    for page in pages:
        if page.anchor in tied:
            units[-1].append(page)
        else:
            units.append([page])
    at = next(index for index, unit in enumerate(units) if last in unit)
    blanks = len(blanks_before(pages, counts, begins))
    for beside, place in ((at - 1, "after"), (at + 1, "before")):
        if not 0 <= beside < len(units):
            continue
        plate = units[beside][0].plate
        if plate is None or units[beside][0].section is not last.section:
            continue
        order = [*units]
        order[at], order[beside] = order[beside], order[at]
        if len(blanks_before([page for unit in order for page in unit], counts, begins)) < blanks:
            return f"move plate “{plate.id}” {place} it in the manifest"
    return ""


def _find_meeting(
    edition: Edition, placements: Mapping[str, Placement], pagination: Pagination
) -> Iterator[Finding]:
    """Yield which photographs that bleed meet at the fold of an opening."""
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
