"""Says which pages of a printed book are blank and why, and which photographs meet at the fold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from platebook.book import Edition, Page, PageKind, Pagination
from platebook.errors import Finding, Severity
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import Run, blanks_before, is_asked, runs_of, shows_photo
from platebook.story import Begin, CaptionPosition

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
    empty = blanks_before(pages, counts, begins)
    cured = 0
    for run in runs_of(pages, counts, begins):
        last = run.last
        if last is None or not run.off or last.plate is None or is_asked(last):
            continue
        moved = next(page for page in run.pages if page.anchor in empty)
        cured += 1
        cures: list[str | None] = [_line(run, opened, counts, placements)]
        cures += [_cure(pages, counts, begins, tied, last)] if cured <= _CURED else []
        yield _blank(last, moved, pagination, ", or ".join(filter(None, cures)))


def _line(
    run: Run, opened: Edition, counts: Mapping[str, int], placements: Mapping[str, Placement]
) -> str:
    """Say which line of the manifest would save the blank page of a run; none may."""
    last = run.pages[-1]
    auto = CaptionPosition.AUTO
    for page in (*run.versos(counts), last):
        movable = not page.crosses_fold or not shows_photo(run.pages[-2:-1])
        set_ = page.kind is PageKind.PLATE and page.shown.caption and movable
        if set_ and opened.story.caption_position(page.shown) is not auto:
            return f"write caption-at: auto for plate “{page.shown.id}”"
    if last.kind is PageKind.CAPTION and placements[f"plate-{last.shown.id}"].setting is (
        CaptionSetting.FACING
    ):
        return "write caption-at: page for it"
    for page in run.pages:
        if page.kind is PageKind.CAPTION and counts[page.anchor] > 1:
            return f"shorten the caption of plate “{page.shown.id}” by a page"
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
