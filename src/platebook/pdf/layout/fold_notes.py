"""Says what the user should know of spreads: what is in the fold, and which gain nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from platebook.book import Edition, Page
from platebook.errors import Finding, Severity
from platebook.geometry import Size
from platebook.pdf.layout.arrange import Placement
from platebook.pdf.layout.sheet import Grid, Sheet
from platebook.pdf.layout.typesetter import Typesetter

#: What must be seen keeps so far from the strip that the binding hides; and, where the crop leaves
#: a choice, so far from the fold (a guide of Dreambooks: main matter is 25 mm from the middle).
CLEAR_MM, _WANTED_MM = 2.0, 25.0
Focus = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a spread shows of its photograph: ``seen`` of its width, about ``middle``, the fold.

    ``width`` is that of what is shown; ``shifted`` how far it was moved because of the fold.
    """

    middle: float
    seen: float
    width: float
    shifted: float = 0.0

    @classmethod
    def of(
        cls, placement: Placement, pixels: tuple[int, int], focus: Focus | None, sheet: Sheet
    ) -> Crossing:
        """Crop about the focus, and beside it where the binding hides what is in the middle."""
        box, seen, wanted = placement.photo, 1.0, (focus or (0.5, 0.5))[0]
        if placement.bleeds:
            seen = min(1.0, box.width / box.height * pixels[1] / pixels[0])
        about = cls(_kept(wanted, seen), seen, box.width)
        if focus is None or not sheet.fold.hidden or abs(about.away(wanted)) >= _WANTED_MM:
            return about
        apart = _WANTED_MM * seen / box.width
        middle = max(
            (_kept(wanted + apart, seen), _kept(wanted - apart, seen)),
            key=lambda x: (round(abs(x - wanted), 6), -abs(x - about.middle)),
        )
        shifted = abs(middle - about.middle) / seen * box.width
        return cls(middle, seen, box.width, shifted if shifted > 0.05 else 0.0)

    def away(self, x: float) -> float:
        """How far a place of the photograph is from the fold; left of it, less than 0."""
        return (x - self.middle) / self.seen * self.width

    def nearest_free(self, x: float, least: float) -> float:
        """Give the nearest place that is ``least`` from the fold, to a thousandth outwards."""
        apart = least * self.seen / self.width
        before = floor((self.middle - apart) * 1000) / 1000
        after = ceil((self.middle + apart) * 1000) / 1000
        return before if abs(x - before) <= abs(x - after) else after


def _kept(middle: float, seen: float) -> float:
    """Keep what is shown inside the photograph."""
    return min(max(middle, seen / 2), 1 - seen / 2)


_IN_FOLD, _NO_LARGER = "S041", "S042"
#: A photograph on two pages that is not larger by this than on one gains nothing.
_GAIN = 1.1


def notes(
    edition: Edition, placements: Mapping[str, Placement], setter: Typesetter, grid: Grid
) -> Iterator[Finding]:
    """Give the findings about every spread."""
    sheet, sizes = setter.sheet, setter.sizes
    for page in edition.plates:
        if page.crosses_fold:
            placement, pixels = placements[page.anchor], sizes[page.shown.id]
            yield from _fold(page, Crossing.of(placement, pixels, page.shown.focus, sheet), sheet)
            yield from _no_larger(page, placement, grid.photo(pixels))


def _no_larger(page: Page, placement: Placement, alone: Size) -> Iterator[Finding]:
    """Say of a photograph whose height bounds it that one page would show it as large."""
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


def _fold(page: Page, crossing: Crossing, sheet: Sheet) -> Iterator[Finding]:
    """Say whether the focus lies in the fold, and where it would not; or what was shifted."""
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
    elif crossing.shifted:
        message = (
            f"it is shifted by {crossing.shifted:.0f} mm, so that its focus is not in the fold"
        )
        fix = "Nothing, if that looks right: --edition sheet shows it."
    else:
        return
    yield Finding(page.place, message, fix, severity, _IN_FOLD)
