"""Arranges photograph and caption on a plate's page: whole, together, and never too small.

An arrangement is a way to set the caption: below the photograph, beside it, or on a panel over a
full-bleed one; each in steps from airy to dense. A caption's height is measured by the layout
engine itself; this module only decides with the figures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from platebook.geometry import Box, Size, fit
from platebook.pdf.layout.sheet import Sheet
from platebook.story import Layout

#: The photograph's share of the page's height that a caption may never take (the contract).
LEAST_SHARE = 0.40
#: A denser setting is tried when the photograph would lose more than this share of its height.
_LOSS = 0.22
_GAP_MM = 4.2
_SIDE_GAP_MM = 7.0
_LEAST_SIDE_MM = 46.0
_MEASURE_MM = 124.0  # about 75 characters of 9 pt Source Serif
#: A caption that pokes out of its page by a rounding loses its last line without a word
#: (measured with WeasyPrint 70), so every box leaves this much air.
SLACK_MM = 0.2


@dataclass(frozen=True, slots=True)
class CaptionSetting:
    """One way to set a caption. ``name`` is its class in print.css; ``line_mm`` its leading."""

    name: str
    line_mm: float


BELOW = (
    CaptionSetting("below-1", 4.59),
    CaptionSetting("below-2", 4.23),
    CaptionSetting("below-3", 3.6),
    CaptionSetting("below-4", 3.25),
)
BESIDE = (
    CaptionSetting("beside-1", 4.59),
    CaptionSetting("beside-2", 3.95),
    CaptionSetting("beside-3", 3.25),
)
PANEL = (
    CaptionSetting("panel-1", 4.23),
    CaptionSetting("panel-2", 3.6),
    CaptionSetting("panel-3", 3.25),
)


@dataclass(frozen=True, slots=True)
class PlateToArrange:
    """What is to be arranged: a plate's anchor, its photograph's shape, its layout.

    ``length`` counts the caption's characters; it only saves trying what cannot fit.
    """

    anchor: str
    pixels: tuple[int, int]
    layout: Layout
    captioned: bool
    length: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where photograph and caption stand, in mm from the corner of ``frame``'s area.

    Matted plates count from the live area's top left, full-bleed ones from the media box's.
    """

    anchor: str
    setting: str
    photo: Box
    caption: Box | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A caption that cannot keep to its photograph's page, by how many lines."""

    anchor: str
    lines: int


def settings(subject: PlateToArrange, sheet: Sheet) -> tuple[CaptionSetting, ...]:
    """List the settings to try for a plate, the airiest first."""
    choices = _choices(subject, sheet)
    hopeful = [choice for choice in choices[:-1] if _may_fit(subject, choice, sheet)]
    return (*hopeful, choices[-1])


def _may_fit(subject: PlateToArrange, setting: CaptionSetting, sheet: Sheet) -> bool:
    """Whether a caption so set might fit, if no letter were wider than half of a line's height."""
    narrowest = setting.line_mm * 0.26
    lines = subject.length * narrowest / caption_width(subject, setting, sheet)
    return lines * setting.line_mm <= sheet.live.height


def _choices(subject: PlateToArrange, sheet: Sheet) -> tuple[CaptionSetting, ...]:
    if subject.layout is Layout.FULL_BLEED:
        return PANEL
    if _side_width(subject, sheet) < _LEAST_SIDE_MM:
        return BELOW
    # A column beside a portrait is narrow: a caption too long for it goes below, set dense.
    return (*BESIDE, *BELOW[1:])


def caption_width(subject: PlateToArrange, setting: CaptionSetting, sheet: Sheet) -> float:
    """Give the width that a caption is set to, in mm."""
    live = sheet.live.width
    if setting in BESIDE:
        return _side_width(subject, sheet)
    if setting is BELOW[0]:
        return min(live, _MEASURE_MM)
    if setting is PANEL[0]:
        return min(live, 108.0)
    return live


def _side_width(subject: PlateToArrange, sheet: Sheet) -> float:
    """What a photograph as high as the live area leaves beside it, if it is a portrait."""
    if subject.pixels[0] >= subject.pixels[1] * 0.95:
        return 0.0
    photo = fit(subject.pixels, sheet.live)
    return min(sheet.live.width - photo.width - _SIDE_GAP_MM, _MEASURE_MM)


def place(
    subject: PlateToArrange, setting: CaptionSetting, height: float, sheet: Sheet, *, last: bool
) -> Placement | Refusal | None:
    """Place a plate whose caption, so set, is ``height`` mm high.

    Gives ``None`` when a denser setting should be tried first, and a Refusal when the densest
    (``last``) still takes what belongs to the photograph.
    """
    width = caption_width(subject, setting, sheet)
    height = height + SLACK_MM if subject.captioned else 0.0
    if setting in PANEL:
        return _panel(subject, setting, Size(width, height), sheet, last=last)
    if setting in BESIDE:
        return _beside(subject, setting, Size(width, height), sheet, last=last)
    return _below(subject, setting, Size(width, height), sheet, last=last)


def _below(
    subject: PlateToArrange, setting: CaptionSetting, caption: Size, sheet: Sheet, *, last: bool
) -> Placement | Refusal | None:
    live = sheet.live
    gap = _GAP_MM if subject.captioned else 0.0
    room = live.height - caption.height - gap
    floor = LEAST_SHARE * sheet.trim.size.height
    if room < floor:
        return (
            Refusal(subject.anchor, math.ceil((floor - room) / setting.line_mm)) if last else None
        )
    photo = fit(subject.pixels, Size(live.width, room))
    whole = fit(subject.pixels, Size(live.width, live.height - 2 * BELOW[0].line_mm - gap))
    if photo.height < whole.height * (1 - _LOSS) and not last:
        return None
    x = (live.width - photo.width) / 2
    y = min((live.height - photo.height) * 0.4, room - photo.height)
    left = max(0.0, min(x, live.width - caption.width))
    return _placed(
        subject,
        setting,
        Box(x, y, photo.width, photo.height),
        Box(left, y + photo.height + gap, caption.width, caption.height),
        sheet,
    )


def _beside(
    subject: PlateToArrange, setting: CaptionSetting, caption: Size, sheet: Sheet, *, last: bool
) -> Placement | Refusal | None:
    live = sheet.live
    over = caption.height - live.height
    if over > 0:
        return Refusal(subject.anchor, math.ceil(over / setting.line_mm)) if last else None
    photo = fit(subject.pixels, live)
    if not subject.captioned:
        box = Box((live.width - photo.width) / 2, 0, photo.width, photo.height)
        return _placed(subject, setting, box, box, sheet)
    # Photograph, gap and caption stand as one block in the middle of the live area.
    x = (live.width - photo.width - _SIDE_GAP_MM - caption.width) / 2
    return _placed(
        subject,
        setting,
        Box(x, (live.height - photo.height) / 2, photo.width, photo.height),
        Box(
            x + photo.width + _SIDE_GAP_MM,
            (live.height + photo.height) / 2 - caption.height,
            caption.width,
            caption.height,
        ),
        sheet,
    )


def _panel(
    subject: PlateToArrange, setting: CaptionSetting, caption: Size, sheet: Sheet, *, last: bool
) -> Placement | Refusal | None:
    live, media = sheet.live, sheet.media
    room = sheet.trim.size.height * (1 - LEAST_SHARE) - sheet.margins.bottom
    share = 1.0 if last else 0.45
    over = caption.height - room * share
    if over > 0:
        return Refusal(subject.anchor, math.ceil(over / setting.line_mm)) if last else None
    # The margins differ by side, so print.css sets the panel by its distance to the live area.
    box = Box(0, live.height - caption.height, caption.width, caption.height)
    if sheet.direction == "rtl":
        box = _mirrored(box, sheet)
    photo = Box(0, 0, media.width, media.height)
    return Placement(subject.anchor, setting.name, photo, box if subject.captioned else None)


def _placed(
    subject: PlateToArrange, setting: CaptionSetting, photo: Box, caption: Box, sheet: Sheet
) -> Placement:
    if sheet.direction == "rtl":
        photo, caption = _mirrored(photo, sheet), _mirrored(caption, sheet)
    words = caption if subject.captioned else None
    return Placement(subject.anchor, setting.name, photo, words)


def _mirrored(box: Box, sheet: Sheet) -> Box:
    return Box(sheet.live.width - box.x - box.width, box.y, box.width, box.height)
