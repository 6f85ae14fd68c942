"""Would catch a caption that leaves its page or covers its photograph, and a grid that moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.geometry import TRIMS, Box
from platebook.pdf.layout.arrange import (
    KEPT_SHARE,
    LEAST_SHARE,
    CaptionSetting,
    Placement,
    PlateToArrange,
    Refusal,
    place,
    settings,
)
from platebook.pdf.layout.page_grid import Grid, caption_types, sheet_for
from platebook.story import CaptionPosition, HangLine, Layout

SHAPES = st.sampled_from([(600, 100), (300, 200), (200, 200), (200, 300), (100, 500), (1, 1)])
GRIDS = st.builds(
    lambda name, way, hang: Grid(sheet_for(TRIMS[name], way), hang),
    st.sampled_from(sorted(TRIMS)),
    st.sampled_from(["ltr", "rtl"]),
    st.sampled_from(HangLine),
)


def subject(shape: tuple[int, int], at: CaptionPosition = CaptionPosition.AUTO) -> PlateToArrange:
    return PlateToArrange("plate-a", shape, Layout.MATTED, True, at)


def full_bleed(at: CaptionPosition = CaptionPosition.AUTO) -> PlateToArrange:
    return PlateToArrange("plate-a", (300, 200), Layout.FULL_BLEED, True, at)


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


def settled(plate: PlateToArrange, grid: Grid, height: float) -> Placement | Refusal:
    """Go through the settings as the plan does, with a caption of the same height in each."""
    choices = settings(plate, grid)
    for number, setting in enumerate(choices, 1):
        result = place(plate, setting, height, grid, last=number == len(choices))
        if result is not None:
            return result
    raise AssertionError("the last setting must decide")


def placements(grid: Grid, shape: tuple[int, int]) -> Iterator[Placement]:
    for position in CaptionPosition:
        for height in (4.0, 12.0, 30.0, 90.0):
            result = settled(subject(shape, position), grid, height)
            if isinstance(result, Placement):
                yield result


@given(GRIDS, SHAPES, st.floats(3, 400), st.sampled_from(CaptionPosition))
def test_a_matted_photograph_keeps_its_shape_its_room_and_its_caption(
    grid: Grid, shape: tuple[int, int], height: float, position: CaptionPosition
) -> None:
    result = settled(subject(shape, position), grid, height)
    if isinstance(result, Refusal):
        assert result.lines >= 1
        return
    live = grid.sheet.live
    assert inside(result.photo, live.width, live.height)
    assert result.photo.width / result.photo.height == pytest.approx(shape[0] / shape[1])
    if position is CaptionPosition.NONE:
        assert result.caption is None
        return
    assert result.caption is not None
    assert inside(result.caption, live.width, live.height)
    assert result.caption.height >= height
    assert result.faces or (position is CaptionPosition.OVER) != apart(result.photo, result.caption)


@given(GRIDS, SHAPES)
def test_size_and_line_depend_on_the_shape_alone(grid: Grid, shape: tuple[int, int]) -> None:
    """But for the captions that take up to a tenth of it, or that must stay on its page."""
    whole = settled(subject(shape, CaptionPosition.NONE), grid, 0.0)
    assert isinstance(whole, Placement)
    for placement in placements(grid, shape):
        if placement.setting in (CaptionSetting.BELOW, CaptionSetting.NUMBERED):
            continue
        assert placement.photo == whole.photo


@given(GRIDS, SHAPES, st.floats(0.5, 400))
def test_a_caption_shrinks_its_photograph_on_the_shared_line_or_moves(
    grid: Grid, shape: tuple[int, int], height: float
) -> None:
    whole = settled(subject(shape, CaptionPosition.NONE), grid, 0.0)
    result = settled(subject(shape), grid, height)
    if isinstance(result, Refusal):
        return
    assert isinstance(whole, Placement)
    assert result.photo.width >= KEPT_SHARE * whole.photo.width - 1e-6
    at = {HangLine.TOP: 0.0, HangLine.CENTRE: 0.5, HangLine.FOOT: 1.0}[grid.hang]
    lines = [each.photo.y + at * each.photo.height for each in (whole, result)]
    assert lines[0] == pytest.approx(lines[1], abs=1e-6)
    if height <= 3 * 13 / 72 * 25.4 * grid.sheet.scale - 0.2 and result.setting == "below":
        assert result.photo.width == pytest.approx(whole.photo.width), "room for three lines"


@given(GRIDS, SHAPES, st.floats(1, 400))
def test_a_caption_that_must_stay_never_takes_the_photographs_share(
    grid: Grid, shape: tuple[int, int], height: float
) -> None:
    whole = settled(subject(shape, CaptionPosition.NONE), grid, 0.0)
    result = settled(subject(shape, CaptionPosition.PAGE), grid, height)
    assert isinstance(whole, Placement)
    if isinstance(result, Placement):
        floor = LEAST_SHARE * grid.sheet.trim.size.height
        assert result.photo.height >= min(floor, whole.photo.height) - 1e-6


@given(GRIDS, st.floats(3, 200), st.sampled_from(CaptionPosition))
def test_a_photograph_that_bleeds_covers_the_page_or_leaves_a_strip_for_its_caption(
    grid: Grid, height: float, position: CaptionPosition
) -> None:
    result = settled(full_bleed(position), grid, height)
    if isinstance(result, Refusal):
        return
    media, photo = grid.sheet.media, result.photo
    assert (photo.x, photo.y, photo.width) == (0, 0, media.width)
    if result.setting is CaptionSetting.BELOW:
        assert result.caption is not None
        foot = photo.height - grid.sheet.bleed.top - grid.sheet.margins.top
        assert foot + 3 <= result.caption.y
        assert result.caption.y + result.caption.height <= grid.sheet.live.height + 1e-6
    else:
        assert photo.height == media.height


@given(GRIDS, st.floats(3, 80))
def test_a_caption_beside_a_portrait_stands_outside(grid: Grid, height: float) -> None:
    result = settled(subject((200, 300)), grid, height)
    wide = grid.sheet.trim.size.width > 1.05 * grid.sheet.trim.size.height
    if isinstance(result, Placement) and result.setting is CaptionSetting.BESIDE:
        assert wide
        assert result.outer
        assert result.caption is not None
        assert result.caption.x + result.caption.width == pytest.approx(grid.sheet.live.width)
    elif not wide:
        assert isinstance(result, Refusal) or not result.outer


@pytest.mark.parametrize(
    ("width", "pixels", "mm", "bound"),
    [
        ("60 %", (6000, 4000), 0.6, False),
        ("60mm", (6000, 4000), 60.0, False),
        ("400mm", (6000, 4000), 1.0, True),
        ("100mm", (600, 400), 50.8, True),
    ],
)
def test_a_width_is_kept_but_never_beyond_pixels_or_grid(
    width: str, pixels: tuple[int, int], mm: float, bound: bool
) -> None:
    grid = Grid(sheet_for(TRIMS["square-8.5"]))
    whole = settled(subject(pixels, CaptionPosition.NONE), grid, 0.0)
    plate = PlateToArrange("plate-a", pixels, Layout.MATTED, True, width=width)
    result = settled(plate, grid, 8.0)
    assert isinstance(whole, Placement)
    assert isinstance(result, Placement)
    expected = mm if mm > 1 else mm * whole.photo.width
    assert result.photo.width == pytest.approx(expected, abs=0.01)
    assert result.bound is bound


def test_captions_begin_where_their_photograph_does() -> None:
    for way in ("ltr", "rtl"):
        grid = Grid(sheet_for(TRIMS["square-8.5"], way))
        for shape in ((300, 200), (200, 300), (600, 100)):
            made = settled(subject(shape), grid, 10)
            assert isinstance(made, Placement)
            assert made.caption is not None
            photo, words = made.photo, made.caption
            if way == "ltr":
                assert photo.x == pytest.approx(words.x)
            else:
                assert photo.x + photo.width == pytest.approx(words.x + words.width)


def test_captions_are_nowhere_smaller_than_seven_points() -> None:
    for trim in TRIMS.values():
        sheet = sheet_for(trim)
        sizes = [9 * sheet.scale * each.size for each in caption_types(sheet)]
        assert min(sizes) == pytest.approx(7)
        assert sizes == sorted(sizes, reverse=True)


def test_folios_alternate_the_binding_edge() -> None:
    ltr, rtl = sheet_for(TRIMS["a5"], "ltr"), sheet_for(TRIMS["a5"], "rtl")
    assert [ltr.binds_left(folio) for folio in (1, 2, 3)] == [True, False, True]
    assert [rtl.binds_left(folio) for folio in (1, 2, 3)] == [False, True, False]
