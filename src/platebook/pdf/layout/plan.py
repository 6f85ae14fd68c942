"""Plans a print edition before a pixel is touched: captions measured, boxes, folios, recipes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Edition, Page, Pagination
from platebook.errors import Finding, ManifestError
from platebook.geometry import Box, Size, pixels_at
from platebook.pdf.layout import running_feet, title_pages
from platebook.pdf.layout.arrange import (
    CaptionSetting,
    Placement,
    PlateToArrange,
    Refusal,
    caption_width,
    place,
    settings,
)
from platebook.pdf.layout.caption_cache import CaptionMeasure
from platebook.pdf.layout.measure_captions import measured
from platebook.pdf.layout.paginate import paginate
from platebook.pdf.layout.sheet import Sheet
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.theme_sandbox import shielded
from platebook.pdf.weasyprint_patches.style_sharing import Own, PlateStyles, merged
from platebook.photos import SHARPEN_PRINT, Recipe
from platebook.printers import Padded
from platebook.story import Layout, Plate

PRINT_PPI = 300
_PRINT_QUALITY = 90
#: What columns are given beyond their measured height, so that no rounding starts another one.
COLUMN_AIR_MM = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """A print edition, decided: nothing that follows may move a caption or a folio.

    By anchor: ``placements``, and what was measured in mm, ``heights`` of captions and
    ``columns`` in them. By plate id: ``recipes``. ``texts`` are rules of style for the
    texts, ``titles`` those that fit titles to their pages and to the foot.
    ``content`` are the pages that the book has without those that its printer asks for.
    """

    sheet: Sheet
    placements: Mapping[str, Placement]
    heights: Mapping[str, float]
    columns: Mapping[str, float]
    pagination: Pagination
    recipes: Mapping[str, Recipe]
    content: int
    texts: str = ""
    titles: tuple[Own, ...] = ()


def _unpadded(pages: int) -> Padded:
    return Padded(pages, 0, last_blank=False)


def plan(typesetter: Typesetter, padded: Callable[[int], Padded] = _unpadded) -> Plan:
    """Measure every caption, place every plate, count every page.

    ``padded`` says how many pages the printer makes of so many. Raises ManifestError, naming
    each plate whose caption takes what belongs to its photograph and by how many lines.
    """
    return shielded(typesetter, lambda typesetter: _planned(typesetter, padded))


def _planned(typesetter: Typesetter, padded: Callable[[int], Padded]) -> Plan:
    placements, heights, columns = _place_all(typesetter)
    titles = title_pages.fitted(typesetter)
    foot, feet = running_feet.cut(typesetter)
    paginated = paginate(typesetter, padded, titles)
    recipes = {
        page.shown.id: _recipe(page.shown, placements[page.anchor], typesetter.sheet)
        for page in typesetter.edition.plates
    }
    return Plan(
        sheet=typesetter.sheet,
        placements=placements,
        heights=heights,
        columns=columns,
        pagination=paginated.pagination,
        recipes=recipes,
        content=paginated.content,
        texts="\n".join(filter(None, (paginated.rules, foot))),
        titles=merged((*titles, *feet)),
    )


def _place_all(
    typesetter: Typesetter,
) -> tuple[dict[str, Placement], dict[str, float], dict[str, float]]:
    """Try settings from airy to dense, each round for the plates that still need one.

    Gives, by anchor, the placement, the caption's height in mm, and the height of its columns
    where it has any.
    """
    sheet = typesetter.sheet
    waiting = [(page, _subject(page, typesetter)) for page in typesetter.edition.plates]
    placements: dict[str, Placement] = {}
    heights: dict[str, float] = {}
    columns: dict[str, float] = {}
    refused: list[Finding] = []
    step = 0
    while waiting:
        tries = {subject.anchor: settings(subject, sheet)[step] for _, subject in waiting}
        found = _captions(typesetter, waiting, tries)
        later = []
        for page, subject in waiting:
            last = step + 1 == len(settings(subject, sheet))
            caption = found.get(subject.anchor, CaptionMeasure(0.0))
            height = caption.height + (COLUMN_AIR_MM if caption.columns else 0.0)
            result = place(subject, tries[subject.anchor], height, sheet, last=last)
            if isinstance(result, Placement):
                placements[subject.anchor], heights[subject.anchor] = result, height
                if caption.columns:
                    columns[subject.anchor] = caption.columns
            elif isinstance(result, Refusal):
                refused.append(_refusal(page, result, sheet))
            else:
                later.append((page, subject))
        waiting, step = later, step + 1
    if refused:
        raise ManifestError(refused)
    return placements, heights, columns


def _subject(page: Page, typesetter: Typesetter) -> PlateToArrange:
    plate = page.shown
    captioned = bool(plate.caption or plate.credit) or plate.layout is Layout.MATTED
    length = len(markdown.plain(plate.caption)) if plate.caption else 0
    return PlateToArrange(page.anchor, typesetter.sizes[plate.id], plate.layout, captioned, length)


def _captions(
    typesetter: Typesetter,
    waiting: list[tuple[Page, PlateToArrange]],
    tries: Mapping[str, CaptionSetting],
) -> Mapping[str, CaptionMeasure]:
    """Measure the captions that wait, each in the setting to be tried."""
    own = tuple(
        Own(subject.anchor, "figcaption", (f"width: {width:.3f}mm",))
        for _, subject in waiting
        for width in [caption_width(subject, tries[subject.anchor], typesetter.sheet)]
    )
    names = {anchor: setting.name for anchor, setting in tries.items()}
    return measured(typesetter, [page for page, _ in waiting], names, PlateStyles(own=own))


def _refusal(page: Page, refusal: Refusal, sheet: Sheet) -> Finding:
    plate = page.shown
    lines = "1 line" if refusal.lines == 1 else f"{refusal.lines} lines"
    return Finding(
        f"{plate.where} (plate “{plate.id}”)",
        f"the caption is {lines} too long for its page ({sheet.trim.name}), even in the smallest "
        "type",
        "Shorten the caption, move part of it to “description”, or choose a larger trim.",
        code="S014",
    )


def _recipe(plate: Plate, placement: Placement, sheet: Sheet) -> Recipe:
    full = plate.layout is Layout.FULL_BLEED
    size = sheet.media if full else Size(placement.photo.width, placement.photo.height)
    return Recipe(
        medium="print",
        box=(pixels_at(size.width, PRINT_PPI), pixels_at(size.height, PRINT_PPI)),
        crop=full,
        focus=plate.focus or (0.5, 0.5),
        quality=_PRINT_QUALITY,
        sharpen=SHARPEN_PRINT,
    )


def dressing_of(plan: Plan, edition: Edition) -> PlateStyles:
    """Write every placement as CSS, in mm."""
    own = [*plan.titles]
    for page in edition.plates:
        anchor, placement = page.anchor, plan.placements[page.anchor]
        photo = placement.photo
        size = (f"width: {photo.width:.3f}mm", f"height: {photo.height:.3f}mm")
        own.append(Own(anchor, "img", (*_corner(photo), *size)))
        if placement.caption:
            caption = placement.caption
            if page.shown.layout is Layout.FULL_BLEED:
                live = plan.sheet.live_box(plan.pagination.folios[anchor])
                caption = Box(caption.x + live.x, caption.y + live.y, caption.width, caption.height)
            width = f"width: {caption.width:.3f}mm"
            own.append(Own(anchor, "figcaption", (*_corner(caption), width)))
        if anchor in plan.columns:
            # Balanced anew on the page, columns come out up to a line taller: fill them instead
            # to the height at which they were balanced when they were measured.
            height = f"height: {plan.columns[anchor] + COLUMN_AIR_MM:.3f}mm"
            own.append(Own(anchor, ".caption", (height, "column-fill: auto")))
    return PlateStyles(plan.texts, tuple(own))


def _corner(box: Box) -> tuple[str, str]:
    return f"left: {box.x:.3f}mm", f"top: {box.y:.3f}mm"
