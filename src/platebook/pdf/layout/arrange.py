"""Arranges photograph and caption of a plate on the book's grid, on one page or on two.

A caption's height is measured by the layout engine itself; this module only decides with the
figures. A setting that does not do gives way to the next: from the photograph's page to the facing
one, there from one column to two, and at last to several pages. The size of the type is never
touched here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from platebook.geometry import MM_PER_INCH, Box, Size, fit, printed_width
from platebook.pdf.layout.page_grid import Grid
from platebook.story import CaptionPosition, Layout

#: The photograph's share of the page's height that a caption may never take (the contract).
LEAST_SHARE = 0.40
#: What a photograph keeps of the size that the grid gives its shape, or its caption moves.
KEPT_SHARE = 0.90
#: The share of a photograph's height that type laid over it may cover.
MOST_OVER = 0.5
#: A caption that pokes out of its page by a rounding loses its last line without a word
#: (measured with WeasyPrint 70), so every box leaves this much air.
SLACK_MM = 0.2
#: A photograph whose width was asked for is never printed with fewer pixels per inch.
_WIDTH_PPI = 300


class CaptionSetting(StrEnum):
    """A way to set a caption; its class in print.css."""

    BELOW = "below"
    BESIDE = "beside"
    FACING = "facing"  #: on the facing page, in one column
    COLUMNS = "facing-columns"  #: on the facing page, in two columns
    RUNNING = "running"  #: on several pages, of which the last or first is the facing one
    OVER = "over"
    NUMBERED = "numbered"  #: elsewhere; the plate's number alone stands below
    SILENT = "silent"  #: nowhere on or facing the photograph's page


#: Settings that take the facing page.
ON_FACING = (CaptionSetting.FACING, CaptionSetting.COLUMNS, CaptionSetting.RUNNING)


@dataclass(frozen=True, slots=True)
class PlateToArrange:
    """What is to be arranged: a plate's anchor, its photograph's shape, what is asked for it.

    ``captioned``: it has words to print; ``numbered``: its number is printed. ``width`` is as in a
    manifest.
    """

    anchor: str
    pixels: tuple[int, int]
    layout: Layout
    captioned: bool
    position: CaptionPosition = CaptionPosition.AUTO
    width: str | None = None
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    """Where photograph and caption stand, in mm.

    ``photo`` counts from the live area's top left; of a photograph that ``bleeds``, from the media
    box's. ``caption`` counts from the live area's of the page that it is on. With ``outer``, both
    count from the binding edge. ``bound`` is whether its pixels or the grid bound its width. Of a
    photograph that crosses the fold, ``photo`` is on the verso, and ``second`` the same photograph
    on the recto, where its caption stands. Of a caption that runs over several pages, ``caption``
    is where it begins and how high it would be on one.
    """

    anchor: str
    setting: CaptionSetting
    photo: Box
    caption: Box | None
    bleeds: bool = False
    outer: bool = False
    bound: bool = False
    second: Box | None = None

    @property
    def faces(self) -> bool:
        """Whether the caption stands on the facing page."""
        return self.setting in ON_FACING


@dataclass(frozen=True, slots=True)
class Refusal:
    """A caption that nothing holds, by how many lines."""

    anchor: str
    lines: int
    setting: CaptionSetting


def settings(
    subject: PlateToArrange, grid: Grid, *, running: bool = False
) -> tuple[CaptionSetting, ...]:
    """List the settings to try, the best first; ``running``: a caption may have several pages."""
    facing = ON_FACING if running else ON_FACING[:-1]
    if not subject.captioned:
        return (CaptionSetting.SILENT,)
    match subject.position:
        case CaptionPosition.END if subject.numbered and subject.layout is Layout.MATTED:
            return (CaptionSetting.NUMBERED,)
        case CaptionPosition.NONE | CaptionPosition.END:
            return (CaptionSetting.SILENT,)
        case CaptionPosition.OVER:
            return (CaptionSetting.OVER,)
        case CaptionPosition.FACING:
            return facing
    beside = subject.layout is Layout.MATTED and grid.side(_size(subject, grid)) is not None
    here = (CaptionSetting.BESIDE,) if beside else (CaptionSetting.BELOW,)
    if subject.position is CaptionPosition.AUTO:
        return (*here, *facing)
    return (*here, CaptionSetting.BELOW) if beside else here


def caption_width(subject: PlateToArrange, setting: CaptionSetting, grid: Grid) -> float:
    """Return the width that a caption is set to, in mm."""
    photo = _size(subject, grid)
    match setting:
        case CaptionSetting.BESIDE:
            side = grid.side(photo)
            return side[0] if side else grid.narrow
        case CaptionSetting.COLUMNS:
            return grid.sheet.live.width
        case CaptionSetting.FACING | CaptionSetting.RUNNING:
            return grid.measure
        case CaptionSetting.OVER:
            inset = 0.0 if subject.layout is Layout.FULL_BLEED else 2 * grid.gap
            return min(grid.measure, photo.width - inset)
        case CaptionSetting.BELOW | CaptionSetting.NUMBERED if subject.layout is Layout.MATTED:
            return min(grid.measure, max(photo.width, grid.narrow))
    return grid.measure


def place(
    subject: PlateToArrange,
    setting: CaptionSetting,
    height: float,
    grid: Grid,
    *,
    last: bool,
) -> Placement | Refusal | None:
    """Place a plate whose caption, so set, is ``height`` mm high.

    Returns ``None`` when the next setting should be tried, and a Refusal when the ``last`` one does
    not do.
    """
    caption = Size(caption_width(subject, setting, grid), height + SLACK_MM)
    match setting:
        case CaptionSetting.BELOW | CaptionSetting.NUMBERED:
            placement = _place_below(subject, setting, caption, grid)
        case CaptionSetting.BESIDE:
            placement = _place_beside(subject, caption, grid)
        case CaptionSetting.OVER:
            placement = _place_over(subject, caption, grid)
        case CaptionSetting.SILENT:
            placement = _place_photo_alone(subject, setting, grid)
        case _:
            placement = place_on_own_page(_place_photo_alone(subject, setting, grid), caption, grid)
    if isinstance(placement, Placement):
        return placement
    return Refusal(subject.anchor, math.ceil(placement / grid.line), setting) if last else None


def _size(subject: PlateToArrange, grid: Grid) -> Size:
    """Return the size of the photograph: by its shape alone, or as its plate asks."""
    return _size_of(subject, grid)[0]


def _size_of(subject: PlateToArrange, grid: Grid) -> tuple[Size, bool]:
    """Return the size, and whether the pixels or the grid allow less than was asked for."""
    if subject.layout is Layout.FULL_BLEED:
        return grid.sheet.media, False
    return as_asked(subject, grid.photo(subject.pixels))


def as_asked(subject: PlateToArrange, size: Size) -> tuple[Size, bool]:
    """Return the size within ``size`` that a plate asks for, and whether it is less than asked."""
    if subject.width is None:
        return size, False
    asked_width = printed_width(subject.width, size.width)
    widest = min(size.width, subject.pixels[0] / _WIDTH_PPI * MM_PER_INCH)
    width = min(asked_width, widest)
    return Size(width, size.height * width / size.width), asked_width > widest + 0.05


def _place_photo_alone(subject: PlateToArrange, setting: CaptionSetting, grid: Grid) -> Placement:
    """Place a photograph without a caption on its page."""
    size, bound = _size_of(subject, grid)
    if subject.layout is Layout.FULL_BLEED:
        return Placement(
            subject.anchor, setting, Box(0, 0, size.width, size.height), None, bleeds=True
        )
    photo, side = grid.hung(size), grid.side(size)
    if side:
        photo = replace(photo, x=side[1])
    return Placement(subject.anchor, setting, photo, None, outer=side is not None, bound=bound)


def _place_below(
    subject: PlateToArrange, setting: CaptionSetting, caption: Size, grid: Grid
) -> Placement | float:
    """Place a caption below; else give by how many mm it is too high."""
    if subject.layout is Layout.FULL_BLEED:
        photo_strip = strip(subject, caption, grid)
        if isinstance(photo_strip, float):
            return photo_strip
        photo = Box(0, 0, grid.sheet.media.width, photo_strip[0])
        return Placement(subject.anchor, CaptionSetting.BELOW, photo, photo_strip[1], bleeds=True)
    whole, bound = _size_of(subject, grid)
    live, forced = grid.sheet.live, subject.position is CaptionPosition.PAGE
    room = live.height - grid.gap - caption.height
    photo = grid.hung(whole)
    if photo.y + photo.height > room:
        # On the shared line, the photograph shrinks; one that must stay here leaves the line.
        size = fit(subject.pixels, Size(whole.width, max(0.01, _shrink_to_room(whole, room, grid))))
        if size.width < _size(subject, grid.usual).width * KEPT_SHARE:
            if not forced:
                return caption.height
            floor = LEAST_SHARE * grid.sheet.trim.size.height
            size = fit(subject.pixels, Size(whole.width, max(0.01, room)))
            if size.height < min(floor, whole.height) - 1e-6:
                return min(floor, whole.height) - size.height
        photo = grid.hung(size, within=room)
    left = _align(photo, caption.width, grid)
    words = Box(left, photo.y + photo.height + grid.gap, caption.width, caption.height)
    return Placement(subject.anchor, setting, photo, words, bound=bound)


def _shrink_to_room(whole: Size, room: float, grid: Grid) -> float:
    """Return the height at which a photograph on the shared line ends above ``room``."""
    full = grid.hung(whole)
    shrunk = grid.hung(Size(whole.width, 0.0))
    # The foot moves evenly with the height: not at all where photographs stand on one foot.
    moves = (full.y + full.height - shrunk.y) / whole.height if whole.height else 0.0
    return (room - shrunk.y) / moves if moves > 1e-6 else (whole.height if room >= shrunk.y else 0)


def _align(photo: Box, width: float, grid: Grid) -> float:
    """Return the x of a caption that begins where its photograph does, and keeps to the page."""
    if grid.sheet.direction == "rtl":
        return max(0.0, photo.x + photo.width - width)
    return min(photo.x, grid.sheet.live.width - width)


def strip(subject: PlateToArrange, caption: Size, grid: Grid) -> tuple[float, Box] | float:
    """Let a photograph bleed on three edges, above a strip of paper with its caption.

    Returns the photograph's height and the caption's box; else by how many mm there is no room.
    """
    sheet = grid.sheet
    foot = min(grid.field.height, sheet.live.height - grid.gap - caption.height)
    top = sheet.bleed.top + sheet.margins.top
    least = KEPT_SHARE * (top + grid.usual.field.height)
    if subject.position is CaptionPosition.PAGE:
        least = sheet.bleed.top + LEAST_SHARE * sheet.trim.size.height
    if top + foot < least:
        return least - top - foot
    words = Box(start(caption.width, grid), foot + grid.gap, caption.width, caption.height)
    return top + foot, words


def _place_beside(subject: PlateToArrange, caption: Size, grid: Grid) -> Placement | float:
    """Place a caption at the outer side of its photograph, on the photograph's foot."""
    size, bound = _size_of(subject, grid)
    side = grid.side(size)
    over = caption.height - grid.sheet.live.height
    if over > 0 or side is None:
        return max(over, grid.line)
    photo = replace(grid.hung(size), x=side[1])
    top = max(0.0, photo.y + photo.height - caption.height)
    words = Box(grid.sheet.live.width - caption.width, top, caption.width, caption.height)
    return Placement(subject.anchor, CaptionSetting.BESIDE, photo, words, outer=True, bound=bound)


def place_on_own_page(photo: Placement, caption: Size, grid: Grid) -> Placement | float:
    """Place a caption on its own page, or several; else give by how many mm it is too high."""
    live, x = grid.sheet.live, start(caption.width, grid)
    if photo.setting is CaptionSetting.RUNNING:
        words = Box(x, grid.sunk(caption.height), caption.width, caption.height)
    elif caption.height > live.height:
        return caption.height - live.height
    else:
        y = grid.hung(caption, within=live.height).y
        words = Box(x, y, caption.width, caption.height)
    return replace(photo, caption=words)


def start(width: float, grid: Grid) -> float:
    """Return the x at which a caption begins, at the side where lines begin."""
    return grid.sheet.live.width - width if grid.sheet.direction == "rtl" else 0.0


def _place_over(subject: PlateToArrange, caption: Size, grid: Grid) -> Placement | float:
    """Lay a caption over the foot of its photograph."""
    placement = _place_photo_alone(subject, CaptionSetting.OVER, grid)
    sheet = grid.sheet
    if placement.bleeds:
        x = start(caption.width, grid)
        words = Box(x, sheet.live.height - caption.height, caption.width, caption.height)
        limit = sheet.trim.size.height * MOST_OVER
    else:
        photo = placement.photo
        x = photo.x + grid.gap
        if sheet.direction == "rtl":
            x = photo.x + photo.width - grid.gap - caption.width
        foot = photo.y + photo.height - grid.gap
        words = Box(x, foot - caption.height, caption.width, caption.height)
        limit = photo.height * MOST_OVER
    if caption.height > limit:
        return caption.height - limit
    return replace(placement, caption=words)
