"""Would catch a frame that stretches, enlarges, leaves its box or cuts past the photograph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from platebook.photos.model import Recipe, frame_photo

sides = st.integers(1, 20_000)
sizes = st.tuples(sides, sides)
boxes = st.tuples(st.integers(16, 8_000), st.integers(16, 8_000))
shares = st.floats(0, 1)
recipes = st.builds(
    Recipe,
    st.just("print"),
    boxes,
    st.booleans(),
    st.tuples(shares, shares),
    st.none() | st.integers(10_000, 4_000_000),
)


@given(sizes, recipes)
def test_a_frame_stays_in_photograph_box_and_cap(photo: tuple[int, int], recipe: Recipe) -> None:
    frame = frame_photo(photo, recipe)
    for side in (0, 1):
        corner = (frame.left, frame.top)[side]
        assert corner >= 0
        assert corner + frame.cut[side] <= photo[side]
        assert 1 <= frame.size[side] <= min(frame.cut[side], recipe.box[side])
    cap = recipe.pixels or 10**9
    assert frame.size[0] * frame.size[1] <= max(cap, max(frame.size))


@given(sizes, recipes)
def test_nothing_is_stretched_by_more_than_a_pixel(photo: tuple[int, int], recipe: Recipe) -> None:
    frame = frame_photo(photo, recipe)
    scale = min(frame.size[0] / frame.cut[0], frame.size[1] / frame.cut[1])
    looser = max(frame.size[0] / frame.cut[0], frame.size[1] / frame.cut[1])
    # One pixel of the shorter side is the most that rounding may cost.
    assert (looser - scale) * min(frame.cut) <= 1.0 + 1e-9 or min(frame.size) == 1


@given(sizes, boxes)
def test_without_a_crop_the_whole_photograph_shows(
    photo: tuple[int, int], box: tuple[int, int]
) -> None:
    assert frame_photo(photo, Recipe("print", box)).cut == photo


@given(st.tuples(st.integers(3_000, 9_000), st.integers(3_000, 9_000)), boxes, shares, shares)
def test_a_crop_of_a_large_photograph_fills_its_box(
    photo: tuple[int, int], box: tuple[int, int], across: float, down: float
) -> None:
    frame = frame_photo(photo, Recipe("print", box, True, (across, down)))
    if photo[0] >= box[0] and photo[1] >= box[1]:
        assert frame.size == box


@given(sizes, recipes)
def test_a_decoding_is_large_enough_for_its_frame(photo: tuple[int, int], wanted: Recipe) -> None:
    frame = frame_photo(photo, wanted)
    base = frame.base_size(photo)
    for side in (0, 1):
        assert base[side] <= photo[side]
        covered = round(frame.cut[side] * base[side] / photo[side])
        assert covered >= frame.size[side] - 1
