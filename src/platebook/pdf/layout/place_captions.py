"""Measures captions, and places every plate by what was measured: in one size for the book."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from platebook.book import SPREADS, CreditPlace, Page, credit_place
from platebook.errors import Finding, ManifestError, Severity
from platebook.pdf.layout import spreads
from platebook.pdf.layout.arrange import (
    ON_FACING,
    CaptionSetting,
    Placement,
    PlateToArrange,
    Refusal,
    caption_width,
    place,
    settings,
)
from platebook.pdf.layout.measure import CaptionMeasure, measure_captions
from platebook.pdf.layout.openings import FilledPages
from platebook.pdf.layout.page_grid import (
    USUAL_TYPE,
    CaptionType,
    Grid,
    caption_types,
    script_leading,
)
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles
from platebook.story import Begin, CaptionPosition, Layout

#: What columns are given beyond their measured height, so that no rounding starts another one.
COLUMN_AIR_MM = 0.1


@dataclass(frozen=True, slots=True)
class PlacedPlates:
    """Placements and measures (mm) by anchor; ``rules`` set the size of the captions."""

    grid: Grid
    placements: Mapping[str, Placement]
    heights: Mapping[str, float]
    columns: Mapping[str, float]
    rules: str = ""
    notes: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Trial:
    """One size of type, tried on all captions. ``running``: some may run over several pages."""

    grid: Grid
    running: bool
    placements: dict[str, Placement] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)
    columns: dict[str, float] = field(default_factory=dict)
    refusals: list[tuple[Page, Refusal]] = field(default_factory=list)

    @property
    def too_large(self) -> bool:
        """Whether another trial is worth it: nothing but facing pages is too small."""
        return bool(self.refusals) and all(trial.setting in ON_FACING for _, trial in self.refusals)

    @property
    def shrinking(self) -> Iterator[float]:
        """The heights of the captions that end at the foot: their photographs shrank for them."""
        foot = self.grid.sheet.live.height - 1e-6
        for placement in self.placements.values():
            box = placement.caption if placement.setting is CaptionSetting.BELOW else None
            if box and box.y + box.height > foot:
                yield box.height


def place_all(typesetter: Typesetter) -> PlacedPlates:
    """Place every plate of a book. Raises ManifestError with every caption that nothing holds.

    Captions of four or five lines shrink all photographs that are as high as the page alike, so
    that one shape keeps one size. Where a facing page is too small for a caption, smaller sizes of
    type are tried; where the smallest does not do either, captions have their usual size, and run
    over several pages.
    """
    story, sheet = typesetter.edition.story, typesetter.sheet
    under = credit_place(story, typesetter.edition.medium) is CreditPlace.PLATE
    credited = under and any(page.shown.credit for page in typesetter.edition.plates)
    leading = script_leading(story.language)
    types = [(caption_type, False) for caption_type in caption_types(sheet)]
    longest: list[Page] = []
    for caption, running in (*types, (USUAL_TYPE, True)):
        grid = Grid(sheet, story.design.hang, credited, caption, leading)
        subjects = [(page, _subject(page, typesetter, grid)) for page in typesetter.edition.plates]
        trial = _try(typesetter, grid, subjects, running=running)
        while (roomier := grid.with_room_for(trial.shrinking)) != grid:
            grid = roomier
            trial = _try(typesetter, grid, subjects, running=running)
        if not trial.too_large:
            break
        longest = longest or [page for page, _ in trial.refusals]
    if trial.refusals:
        raise ManifestError(
            _refusal(page, caption_type, typesetter.sheet.trim.name)
            for page, caption_type in trial.refusals
            if caption_type.setting not in ON_FACING
        )
    smaller = () if trial.running else _smaller(longest, grid)
    notes = (*smaller, *_report_moved(typesetter, trial))
    return PlacedPlates(
        grid, trial.placements, trial.heights, trial.columns, _rules(grid.caption), notes
    )


def on_facing_pages(
    typesetter: Typesetter, plates: PlacedPlates, fills: Collection[FilledPages]
) -> PlacedPlates:
    """Move some captions from their photographs' pages to the facing ones.

    That of a spread moves to the page before it, or after it. Without a word where the manifest
    asks for nothing else: opposite the first plate, and for a section's side.
    """
    pages = {page.anchor: page for page in typesetter.edition.plates}
    subjects = [
        (page, replace(_subject(page, typesetter, plates.grid), position=CaptionPosition.FACING))
        for page in (pages[fill.anchor] for fill in fills)
    ]
    trial = _try(typesetter, plates.grid, subjects, running=False)
    fix = "Write caption-at: page, if it shall stand with its photograph, beside a blank page."
    notes = []
    for fill in fills:
        page, where = pages[fill.anchor], "facing page"
        if page.crosses_fold:
            where = "page before it" if fill.before else "page after it"
        elif page.number == 1:
            continue
        if fill.blank:
            message = f"its caption stands on the {where}, which would be blank without it"
            notes.append(Finding(page.place, message, fix, Severity.NOTE, "S030"))
    places = {note.where for note in notes}
    remaining = [note for note in plates.notes if note.code != "S030" or note.where not in places]
    return replace(
        plates,
        placements={**plates.placements, **trial.placements},
        heights={**plates.heights, **trial.heights},
        columns={**plates.columns, **trial.columns},
        notes=(*remaining, *notes),
    )


def _try(
    typesetter: Typesetter,
    grid: Grid,
    waiting: list[tuple[Page, PlateToArrange]],
    *,
    running: bool,
) -> _Trial:
    """Place plates, each in the first of its settings that does, a round for each setting."""
    trial = _Trial(grid, running)
    step = 0
    while waiting:
        ways = {page.anchor: settings(page, grid, running=running) for _, page in waiting}
        tries = {anchor: settings_of[step] for anchor, settings_of in ways.items()}
        measures = _captions(typesetter, waiting, tries, trial)
        later = []
        for page, subject in waiting:
            caption = measures.get(subject.anchor, CaptionMeasure(0.0))
            height = caption.height + (COLUMN_AIR_MM if caption.columns else 0.0)
            last = step + 1 == len(ways[subject.anchor])
            setting = tries[subject.anchor]
            arranged = spreads.place if subject.layout in SPREADS else place
            result = arranged(subject, setting, height, grid, last=last)
            if isinstance(result, Placement):
                trial.placements[subject.anchor], trial.heights[subject.anchor] = result, height
                if caption.columns:
                    trial.columns[subject.anchor] = caption.columns
            elif isinstance(result, Refusal):
                trial.refusals.append((page, result))
            else:
                later.append((page, subject))
        waiting, step = later, step + 1
    return trial


def _subject(page: Page, typesetter: Typesetter, grid: Grid) -> PlateToArrange:
    plate, story = page.shown, typesetter.edition.story
    numbered = story.design.numbers and plate.layout in (Layout.MATTED, Layout.SPREAD)
    return PlateToArrange(
        page.anchor,
        typesetter.sizes[plate.id],
        plate.layout,
        bool(plate.caption or (plate.credit and grid.credited) or numbered),
        story.caption_position(plate),
        plate.width,
        story.design.numbers,
    )


def _captions(
    typesetter: Typesetter,
    waiting: list[tuple[Page, PlateToArrange]],
    tries: Mapping[str, CaptionSetting],
    trial: _Trial,
) -> Mapping[str, CaptionMeasure]:
    """Measure the captions that wait, each in the setting to be tried."""
    visible = [pair for pair in waiting if tries[pair[1].anchor] is not CaptionSetting.SILENT]
    if not visible:
        return {}
    own = tuple(
        Own(subject.anchor, "figcaption", (f"width: {width:.3f}mm",))
        for _, subject in visible
        for width in [_width(subject, tries[subject.anchor], trial)]
    )
    names = {subject.anchor: str(tries[subject.anchor]) for _, subject in visible}
    plate_rules = PlateStyles(_rules(trial.grid.caption), own)
    return measure_captions(typesetter, [page for page, _ in visible], names, plate_rules)


def _width(subject: PlateToArrange, setting: CaptionSetting, trial: _Trial) -> float:
    measure = spreads.caption_width if subject.layout in SPREADS else caption_width
    return measure(subject, setting, trial.grid)


def _rules(caption: CaptionType) -> str:
    """Write the size of a book's captions as CSS, where it is not the usual one."""
    if caption == USUAL_TYPE:
        return ""
    return (
        f":root {{ --caption-size: {caption.size:.4f}; --caption-leading: {caption.leading:.4f} }}"
    )


def _refusal(page: Page, refusal: Refusal, trim: str) -> Finding:
    """Report by how much a caption is too long, and for what."""
    lines = "1 line" if refusal.lines == 1 else f"{refusal.lines} lines"
    fix = "Shorten it, or move part of it to “description”."
    if refusal.setting is CaptionSetting.OVER:
        room = "half of its photograph"
        fix = "Shorten it, or write caption-at: facing."
    else:
        room = f"its photograph's page ({trim}), of whose height the photograph keeps 40 %"
        fix = "Shorten it, or write caption-at: auto, which moves it to the facing page."
    return Finding(page.place, f"the caption is {lines} too long for {room}", fix, code="S014")


def _smaller(longest: list[Page], grid: Grid) -> Iterator[Finding]:
    """Yield why the captions of a book are smaller than usual."""
    size = 9 * grid.sheet.scale * grid.caption.size
    for page in longest:
        message = f"all captions are set in {size:.1f} pt, so that this one fits its facing page"
        fix = "Shorten it, move part of it to “description”, or choose a larger trim."
        yield Finding(page.place, message, fix, Severity.NOTE, "S032")


def _report_moved(typesetter: Typesetter, trial: _Trial) -> Iterator[Finding]:
    """Yield which captions do not stand with their photographs, and which widths were too much."""
    story = typesetter.edition.story
    for page in typesetter.edition.plates:
        placement = trial.placements[page.anchor]
        position = story.caption_position(page.shown)
        if placement.setting is CaptionSetting.RUNNING:
            yield _runs(page, placement)
        elif placement.faces and placement.second and position is CaptionPosition.FACING:
            message = "no page faces a photograph on two pages: its caption is on the page after it"
            fix = "Write caption-at: page or end, if that was not meant."
            yield Finding(page.place, message, fix, Severity.NOTE, "S030")
        elif placement.faces and position is CaptionPosition.AUTO:
            place = "page after its photograph" if placement.second else "facing page"
            message = f"the caption is long, and stands on the {place}"
            fix = "Shorten it, or write caption-at: page for a smaller photograph above it."
            yield Finding(page.place, message, fix, Severity.NOTE, "S030")
        if placement.bound:
            width = placement.photo.width
            message = f"it is printed {width:.0f} mm wide, less than width: {page.shown.width}"
            fix = f"Write width: {width:.0f}mm: neither its pixels nor the grid allow for more."
            yield Finding(page.place, message, fix, Severity.NOTE, "S031")


def _runs(page: Page, placement: Placement) -> Finding:
    """Report the pages over which a caption runs."""
    where = "ends on the page that faces its photograph"
    if placement.second:
        where = "follows its photograph"
    elif page.shown.begin is Begin.VERSO:
        where = "begins on the page that faces its photograph"
    message = f"the caption is too long for one page: it runs over several, and {where}"
    fix = "Shorten it, move part of it to “description”, or choose a larger trim."
    return Finding(page.place, message, fix, Severity.NOTE, "S030")
