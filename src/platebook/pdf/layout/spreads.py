"""Places a photograph that crosses the fold of an opening: where each half is on its page.

A spread takes a verso and the recto that faces it; both show the same file. ``Sheet.fold`` says how
far each half is moved outwards because of what the binding hides (``Crossover``): so much
of the photograph is then printed on either side of the fold. Lengths are mm; boxes are those of the
whole photograph, and what lies beyond a page is clipped. Boxes count from the live area's top
left, of a photograph that bleeds from the media box's.

A caption stands below the photograph, on the recto; one that is too long, or that is asked to face
a photograph that leaves no page to face, stands on the page after it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from platebook.book import second_anchor
from platebook.geometry import Box, Size, fit
from platebook.pdf.layout import arrange
from platebook.pdf.layout.arrange import (
    LEAST_SHARE,
    ON_FACING,
    SLACK_MM,
    CaptionSetting,
    Placement,
    PlateToArrange,
    Refusal,
)
from platebook.pdf.layout.page_grid import Grid, Sheet
from platebook.pdf.weasyprint_patches.page_styles import Own
from platebook.printers.printer import CrossoverMethod
from platebook.story import CaptionPosition, Layout

#: What a photograph keeps of its height, or its caption moves to a page that faces nothing.
_KEPT_SHARE = 0.80


def caption_width(subject: PlateToArrange, setting: CaptionSetting, grid: Grid) -> float:
    """Return the width that a caption is set to, in mm."""
    if setting in ON_FACING:
        return arrange.caption_width(subject, setting, grid)
    if subject.layout is Layout.FULL_BLEED_SPREAD:
        return grid.measure
    inset = 2 * grid.gap if setting is CaptionSetting.OVER else 0.0
    half = _size(subject, grid)[0].width / 2 + grid.sheet.fold.shift - grid.sheet.margins.inner
    return min(grid.measure, max(half - inset, grid.narrow))


def place(
    subject: PlateToArrange,
    setting: CaptionSetting,
    height: float,
    grid: Grid,
    *,
    last: bool,
) -> Placement | Refusal | None:
    """Place a spread whose caption, so set, is ``height`` mm high. See ``arrange.place``."""
    caption = Size(caption_width(subject, setting, grid), height + SLACK_MM)
    match setting:
        case CaptionSetting.BELOW if subject.layout is Layout.SPREAD:
            placement = _place_below(subject, caption, grid)
        case CaptionSetting.BELOW:
            placement = _strip(subject, caption, grid)
        case CaptionSetting.OVER:
            placement = _place_over(subject, caption, grid)
        case CaptionSetting.SILENT:
            placement = _place_photo_alone(subject, setting, grid)
        case _:
            placement = arrange.place_on_own_page(
                _place_photo_alone(subject, setting, grid), caption, grid
            )
    if isinstance(placement, Placement):
        return placement
    return Refusal(subject.anchor, math.ceil(placement / grid.line), setting) if last else None


def _size(subject: PlateToArrange, grid: Grid) -> tuple[Size, bool]:
    """Return the photograph's size over both pages, and whether less than was asked for."""
    sheet = grid.sheet
    if subject.layout is Layout.FULL_BLEED_SPREAD:
        hidden = sheet.fold.shift if sheet.fold.method is CrossoverMethod.SCALE else 0.0
        return Size(
            2 * (sheet.trim.size.width + sheet.bleed.outer - hidden), sheet.media.height
        ), False
    across = 2 * (sheet.live.width + sheet.margins.inner - sheet.fold.shift)
    return arrange.as_asked(subject, fit(subject.pixels, Size(across, grid.field.height)))


def _place_across(
    subject: PlateToArrange,
    setting: CaptionSetting,
    size: Size,
    y: float,
    grid: Grid,
    *,
    bound: bool = False,
) -> Placement:
    """Let a photograph cross the fold at its middle, its top at ``y``."""
    sheet, bleeds = grid.sheet, subject.layout is Layout.FULL_BLEED_SPREAD
    boxes = {}
    for folio in (2, 3):
        # A page that is bound at its left has the fold there, and shows the right half.
        live = Box(0, 0, 0, 0) if bleeds else sheet.live_box(folio)
        trim = sheet.trim_box(folio)
        bound_left = sheet.binds_left(folio)
        fold = trim.x if bound_left else trim.x + trim.width
        middle = fold + (sheet.fold.shift if bound_left else -sheet.fold.shift) - live.x
        boxes[folio] = Box(middle - size.width / 2, y, size.width, size.height)
    return Placement(
        subject.anchor, setting, boxes[2], None, bleeds=bleeds, bound=bound, second=boxes[3]
    )


def _place_photo_alone(subject: PlateToArrange, setting: CaptionSetting, grid: Grid) -> Placement:
    """Place a photograph without a caption on its pages."""
    size, bound = _size(subject, grid)
    bleeds = subject.layout is Layout.FULL_BLEED_SPREAD
    y = 0.0 if bleeds else grid.hung(size).y
    return _place_across(subject, setting, size, y, grid, bound=bound)


def _place_below(subject: PlateToArrange, caption: Size, grid: Grid) -> Placement | float:
    """Place a caption below its photograph on the recto; else give the mm that it lacks."""
    whole, bound = _size(subject, grid)
    room = grid.sheet.live.height - grid.gap - caption.height
    photo = grid.hung(whole)
    if photo.y + photo.height > room:
        least = _KEPT_SHARE * _size(subject, grid.usual)[0].height
        if subject.position is CaptionPosition.PAGE:
            least = min(whole.height, LEAST_SHARE * grid.sheet.trim.size.height)
        if room < least:
            return least - room
        photo = grid.hung(fit(subject.pixels, Size(whole.width, room)), within=room)
    size = Size(photo.width, photo.height)
    placement = _place_across(subject, CaptionSetting.BELOW, size, photo.y, grid, bound=bound)
    x = arrange.start(caption.width, grid)
    words = Box(x, photo.y + photo.height + grid.gap, caption.width, caption.height)
    return replace(placement, caption=words)


def _strip(subject: PlateToArrange, caption: Size, grid: Grid) -> Placement | float:
    """Let a photograph bleed on three edges, above a strip of paper with its caption."""
    photo_strip = arrange.strip(subject, caption, grid)
    if isinstance(photo_strip, float):
        return photo_strip
    height, words = photo_strip
    size = Size(_size(subject, grid)[0].width, height)
    return replace(_place_across(subject, CaptionSetting.BELOW, size, 0.0, grid), caption=words)


def _place_over(subject: PlateToArrange, caption: Size, grid: Grid) -> Placement | float:
    """Lay a caption over the foot of the photograph, on the recto."""
    placement, sheet = _place_photo_alone(subject, CaptionSetting.OVER, grid), grid.sheet
    x, foot, limit = arrange.start(caption.width, grid), sheet.live.height, sheet.trim.size.height
    if not placement.bleeds:
        foot, limit = placement.photo.y + placement.photo.height - grid.gap, placement.photo.height
    if caption.height > limit * arrange.MOST_OVER:
        return caption.height - limit * arrange.MOST_OVER
    words = Box(x, foot - caption.height, caption.width, caption.height)
    return replace(placement, caption=words)


def rules(anchor: str, placement: Placement, sheet: Sheet, folio: int) -> Iterator[Own]:
    """Yield the rules of style of both halves of the photograph; ``folio`` is the verso's."""
    if placement.second:
        yield Own(anchor, "img", _half(placement.photo, placement, sheet, folio))
        second = _half(placement.second, placement, sheet, folio + 1)
        yield Own(second_anchor(anchor), "img", second)


def _half(box: Box, placement: Placement, sheet: Sheet, folio: int) -> tuple[str, ...]:
    """Write where the photograph is, and what of it is on this page (CSS 2.1, 11.1.2, clip)."""
    live, media = sheet.live_box(folio), sheet.media
    there = box if placement.bleeds else replace(box, x=box.x + live.x, y=box.y + live.y)
    left, right = max(0.0, -there.x), min(box.width, media.width - there.x)
    if placement.bleeds and placement.setting is CaptionSetting.BELOW:
        box = replace(box, x=box.x - live.x, y=box.y - live.y)
    return (
        f"left: {box.x:.3f}mm",
        f"top: {box.y:.3f}mm",
        f"width: {box.width:.3f}mm",
        f"height: {box.height:.3f}mm",
        f"clip: rect(0mm, {right:.3f}mm, {box.height:.3f}mm, {left:.3f}mm)",
    )


def without_shift(placement: Placement, sheet: Sheet, folio: int) -> Placement:
    """Let the halves meet at the fold, for screens; a page without bleed must still be filled.

    ``sheet`` is that of the printed page: the boxes of a photograph that bleeds come to count from
    the trim's corner.
    """
    if placement.second is None:
        return placement
    halves = []
    for box, at in ((placement.photo, folio), (placement.second, folio + 1)):
        back = -sheet.fold.shift if sheet.binds_left(at) else sheet.fold.shift
        trim = sheet.trim_box(at)
        if placement.bleeds:
            box = _fill(replace(box, x=box.x - trim.x, y=box.y - trim.y), sheet)
        halves.append(replace(box, x=box.x + back))
    return replace(placement, photo=halves[0], second=halves[1])


def _fill(box: Box, sheet: Sheet) -> Box:
    """Enlarge a photograph that is narrower than two pages, about its middle."""
    factor = max(1.0, 2 * sheet.trim.size.width / box.width)
    width, height = box.width * factor, box.height * factor
    return Box(box.x - (width - box.width) / 2, box.y - (height - box.height) / 2, width, height)


def classes(anchor: str, placement: Placement) -> Mapping[str, str]:
    """Return the classes of a spread's two pages in print.css, by anchor."""
    second = second_anchor(anchor)
    if placement.faces or not placement.caption:
        return {anchor: CaptionSetting.SILENT, second: CaptionSetting.SILENT}
    return {anchor: f"{placement.setting} halved", second: placement.setting}
