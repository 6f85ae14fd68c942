"""Brings the feet of two photographs on one opening to one height, where they nearly are.

The middles of photographs are on one line. Two whose heights differ by little, a panorama of
3:1 beside one of 7:2, or 3:2 beside 4:3, then miss each other's feet by millimetres, and their
captions begin at two heights: that looks like a mistake. More looks as if it were meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from platebook.book import Edition
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.page_grid import Grid
from platebook.story import HangLine

#: The most by which feet are apart that are brought together (mm, on a page of 8.5 × 8.5 in).
_NEARLY_MM = 8.0
_AT_PHOTO = {
    CaptionSetting.BELOW,
    CaptionSetting.BESIDE,
    CaptionSetting.NUMBERED,
    CaptionSetting.SILENT,
}


def align_feet(
    placements: Mapping[str, Placement],
    edition: Edition,
    folios: Mapping[str, int],
    grid: Grid,
) -> Mapping[str, Placement]:
    """Return the placements, with feet at one height where two photographs face each other."""
    if grid.hang is not HangLine.CENTRE:
        return placements
    aligned = dict(placements)
    for left, right in pairwise(edition.plates):
        folio = folios[left.anchor]
        pair = placements[left.anchor], placements[right.anchor]
        if folio % 2 or folios[right.anchor] != folio + 1 or not all(map(_can_move, pair)):
            continue
        higher, lower = sorted(pair, key=_foot)
        apart = _foot(lower) - _foot(higher)
        if 0 < apart <= _NEARLY_MM * grid.sheet.scale:
            down = max(0.0, min(apart / 2, grid.sheet.live.height - _end(higher)))
            if lower.photo.y >= apart - down:
                aligned[higher.anchor] = _move(higher, down)
                aligned[lower.anchor] = _move(lower, down - apart)
    return aligned


def _can_move(placement: Placement) -> bool:
    return placement.setting in _AT_PHOTO and not placement.bleeds and placement.second is None


def _foot(placement: Placement) -> float:
    return placement.photo.y + placement.photo.height


def _end(placement: Placement) -> float:
    """Return where a placement ends: the caption under its photograph, or the photograph."""
    caption = placement.caption
    return max(_foot(placement), caption.y + caption.height if caption else 0.0)


def _move(placement: Placement, down: float) -> Placement:
    caption = placement.caption
    return replace(
        placement,
        photo=replace(placement.photo, y=placement.photo.y + down),
        caption=caption and replace(caption, y=max(0.0, caption.y + down)),
    )
