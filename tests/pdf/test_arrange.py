"""Would catch a caption that leaves its page, covers its photograph, or takes its room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.geometry import TRIMS, Box
from platebook.pdf.layout.arrange import (
    LEAST_SHARE,
    Placement,
    PlateToArrange,
    Refusal,
    place,
    settings,
)
from platebook.pdf.layout.sheet import Sheet, sheet_for
from platebook.story import Layout

SHAPES = st.sampled_from([(600, 100), (300, 200), (200, 200), (200, 300), (100, 500), (1, 1)])
SHEETS = st.sampled_from(sorted(TRIMS)).flatmap(
    lambda name: st.sampled_from(["ltr", "rtl"]).map(lambda way: sheet_for(TRIMS[name], way))
)


def inside(box: Box, width: float, height: float) -> bool:
    return (
        box.x >= -1e-6
        and box.y >= -1e-6
        and box.x + box.width <= width + 1e-6
        and box.y + box.height <= height + 1e-6
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.y + one.height <= other.y + 1e-6
        or other.y + other.height <= one.y + 1e-6
        or one.x + one.width <= other.x + 1e-6
        or other.x + other.width <= one.x + 1e-6
    )


def settled(subject: PlateToArrange, sheet: Sheet, height: float) -> Placement | Refusal:
    """Go through the settings as the plan does, with a caption of the same height in each."""
    choices = settings(subject, sheet)
    for setting in choices:
        result = place(subject, setting, height, sheet, last=setting is choices[-1])
        if result is not None:
            return result
    raise AssertionError("the last setting must decide")


@given(SHEETS, SHAPES, st.floats(3, 400))
def test_a_matted_photograph_keeps_its_shape_its_room_and_its_caption(
    sheet: Sheet, shape: tuple[int, int], height: float
) -> None:
    result = settled(PlateToArrange("plate-a", shape, Layout.MATTED, True), sheet, height)
    if isinstance(result, Refusal):
        assert result.lines >= 1
        return
    live = sheet.live
    assert result.caption is not None
    assert inside(result.photo, live.width, live.height)
    assert inside(result.caption, live.width, live.height)
    assert apart(result.photo, result.caption)
    assert result.caption.height >= height
    assert result.photo.width / result.photo.height == pytest.approx(shape[0] / shape[1])


@given(SHEETS, st.floats(1, 400))
def test_a_caption_below_never_takes_the_photographs_share(sheet: Sheet, height: float) -> None:
    result = settled(PlateToArrange("plate-a", (200, 200), Layout.MATTED, True), sheet, height)
    room = sheet.live.height - height
    if room < LEAST_SHARE * sheet.trim.size.height:
        assert isinstance(result, Refusal)


@given(SHEETS, SHAPES)
def test_a_full_bleed_photograph_covers_page_and_bleed(
    sheet: Sheet, shape: tuple[int, int]
) -> None:
    result = settled(PlateToArrange("plate-a", shape, Layout.FULL_BLEED, True), sheet, 20)
    assert isinstance(result, Placement)
    assert result.photo == Box(0, 0, sheet.media.width, sheet.media.height)


def test_rtl_mirrors_the_page() -> None:
    subject = PlateToArrange("plate-a", (200, 300), Layout.MATTED, True)
    ltr = settled(subject, sheet_for(TRIMS["square-8.5"], "ltr"), 30)
    rtl = settled(subject, sheet_for(TRIMS["square-8.5"], "rtl"), 30)
    assert isinstance(ltr, Placement)
    assert isinstance(rtl, Placement)
    assert ltr.caption is not None
    assert rtl.caption is not None
    assert ltr.photo.x < ltr.caption.x
    assert rtl.photo.x > rtl.caption.x


def test_folios_alternate_the_binding_edge() -> None:
    ltr, rtl = sheet_for(TRIMS["a5"], "ltr"), sheet_for(TRIMS["a5"], "rtl")
    assert [ltr.binds_left(folio) for folio in (1, 2, 3)] == [True, False, True]
    assert [rtl.binds_left(folio) for folio in (1, 2, 3)] == [False, True, False]
