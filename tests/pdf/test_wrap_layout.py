"""Would catch a cover whose photograph stops short of the bleed, or whose texts meet anything."""

from __future__ import annotations

from dataclasses import astuple
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from platebook import printers
from platebook.geometry import TRIMS, Box, Size, Trim
from platebook.pdf.cover_wrap import wrap_layout
from platebook.pdf.cover_wrap.wrap_layout import Back
from platebook.printers import cover_sheet
from platebook.printers.cover_sheet import Wrap

NEAR = 1e-6

SIDES = st.floats(76, 420)
SHAPES = st.tuples(st.integers(100, 9000), st.integers(100, 9000)).filter(
    lambda shape: 1 / 6 <= shape[0] / shape[1] <= 6
)
NAMES = st.sampled_from(["kdp-paperback", "lulu", "generic-x4", "ingramspark"])


@st.composite
def wraps(draw: st.DrawFn) -> Wrap:
    trim = Trim("any", Size(draw(SIDES), draw(SIDES)))
    return cover_sheet.wrap(
        printers.load(draw(NAMES)),
        trim,
        200,
        spine_mm=draw(st.floats(0, 40)),
        direction=draw(st.sampled_from(["ltr", "rtl"])),
    )


def square(direction: str = "ltr", name: str = "kdp-paperback") -> Wrap:
    trim = TRIMS["square-8.5"]
    return cover_sheet.wrap(printers.load(name), trim, 200, spine_mm=10, direction=direction)


def within(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x - NEAR
        and inner.y >= outer.y - NEAR
        and inner.x + inner.width <= outer.x + outer.width + NEAR
        and inner.y + inner.height <= outer.y + outer.height + NEAR
    )


def apart(one: Box, two: Box) -> bool:
    return (
        one.x + one.width <= two.x + NEAR
        or two.x + two.width <= one.x + NEAR
        or one.y + one.height <= two.y + NEAR
        or two.y + two.height <= one.y + NEAR
    )


def safe(panel: Box, wrap: Wrap) -> Box:
    inset = wrap.safe
    return Box(panel.x + inset, panel.y + inset, panel.width - 2 * inset, panel.height - 2 * inset)


@pytest.mark.parametrize(
    ("pixels", "name"),
    [((3600, 2400), "below"), ((2400, 3600), "beside"), ((2400, 2400), "below")],
)
def test_the_photographs_shape_says_where_the_title_goes(
    pixels: tuple[int, int], name: str
) -> None:
    assert wrap_layout.fronts(square(), pixels)[0].name == name


def test_a_photograph_of_three_by_two_is_not_cropped_on_a_square_book() -> None:
    photo = wrap_layout.fronts(square(), (3600, 2400))[0].photo
    assert photo.width / photo.height == pytest.approx(1.5, abs=0.001)


@given(wraps(), SHAPES)
def test_the_photograph_reaches_every_outer_edge_and_never_the_spine(
    wrap: Wrap, pixels: tuple[int, int]
) -> None:
    for made in wrap_layout.fronts(wrap, pixels):
        photo, sheet = made.photo, wrap.sheet
        assert photo.y == pytest.approx(0, abs=NEAR)
        if made.name != "below":
            assert photo.y + photo.height == pytest.approx(sheet.height)
        rightwards = wrap.front.x > wrap.back.x
        fore_edge = photo.x + photo.width if rightwards else sheet.width - photo.x
        assert fore_edge == pytest.approx(sheet.width)
        from_spine = (
            photo.x - wrap.front.x
            if rightwards
            else wrap.front.x + wrap.front.width - photo.x - photo.width
        )
        assert from_spine >= 8 - NEAR, "paper beside the spine"


@given(wraps(), SHAPES)
def test_the_title_has_safe_room_of_its_own(wrap: Wrap, pixels: tuple[int, int]) -> None:
    for made in wrap_layout.fronts(wrap, pixels):
        boxes = [made.words, *([made.names] if made.names else []), made.photo]
        for box in boxes[:-1]:
            assert min(box.width, box.height) > 0
            assert within(box, safe(wrap.front, wrap))
        assert all(apart(one, other) for one, other in combinations(boxes, 2))


@given(
    wraps(),
    st.floats(0, 60),
    st.floats(0, 40),
    st.lists(SHAPES, max_size=3),
    st.sampled_from([1.0, 0.6, 0.0]),
)
def test_nothing_on_the_back_meets(
    wrap: Wrap, words: float, fine: float, shapes: list[tuple[int, int]], share: float
) -> None:
    made = wrap_layout.back(wrap, wrap.barcode, (words, fine), shapes, share)
    assume(isinstance(made, Back))
    assert isinstance(made, Back)
    texts = [box for box in (made.standfirst, made.fine) if box.height]
    kept = [*texts, *made.plates, *([wrap.barcode] if wrap.barcode else [])]
    assert all(apart(one, two) for one, two in combinations(kept, 2))
    assert all(within(box, safe(wrap.back, wrap)) for box in (*texts, *made.plates))
    for box, shape in zip(made.plates, shapes, strict=False):
        assert box.width / box.height == pytest.approx(shape[0] / shape[1]), "shown whole"
        assert box.height >= 14 - NEAR


def test_a_back_too_full_says_by_how_much() -> None:
    over = wrap_layout.back(square(), None, (190, 40), (), 0.0)
    assert isinstance(over, float)
    assert wrap_layout.back(square(), None, (190 - over, 40), (), 0.0) != over


def test_a_book_that_reads_leftwards_is_the_same_book_mirrored() -> None:
    one, other = square("ltr"), square("rtl")

    def mirrored(box: Box) -> tuple[float, ...]:
        return other.sheet.width - box.x - box.width, box.y, box.width, box.height

    def same(box: Box) -> object:
        return pytest.approx(astuple(box), abs=NEAR)

    for shape in ((3600, 2400), (2400, 3600), (2400, 2400)):
        for left, right in zip(
            *(wrap_layout.fronts(each, shape) for each in (one, other)), strict=True
        ):
            assert mirrored(left.photo) == same(right.photo)
            assert mirrored(left.words) == same(right.words)
            if left.names and right.names:
                assert mirrored(left.names) == same(right.names)
    shapes = [(3, 2), (2, 3), (1, 1)]
    backs = [wrap_layout.back(each, each.barcode, (20, 12), shapes, 1.0) for each in (one, other)]
    assert isinstance(backs[0], Back)
    assert isinstance(backs[1], Back)
    assert mirrored(backs[0].fine) == same(backs[1].fine)
    for left_plate, right_plate in zip(backs[0].plates, backs[1].plates, strict=True):
        assert mirrored(left_plate) == same(right_plate)
