"""Would catch a page of the wrong size, and a photograph stretched or enlarged by arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.geometry import (
    TRIMS,
    Size,
    effective_ppi,
    fit,
    pixels_at,
    trim,
)

SIDE = st.integers(1, 20_000)
LENGTH = st.floats(5, 600)


@given(SIDE, SIDE, LENGTH, LENGTH)
def test_fit_keeps_the_shape_and_stays_inside(
    width: int, height: int, across: float, down: float
) -> None:
    size = fit((width, height), Size(across, down))
    assert size.width <= across * 1.000001
    assert size.height <= down * 1.000001
    assert size.width / size.height == pytest.approx(width / height)
    touches = size.width == pytest.approx(across) or size.height == pytest.approx(down)
    assert touches


@given(LENGTH, st.sampled_from([150, 200, 300, 600]))
def test_pixels_never_fall_short_of_the_ppi(length: float, ppi: int) -> None:
    pixels = pixels_at(length, ppi)
    assert effective_ppi(pixels, length) >= ppi * 0.999999
    assert effective_ppi(pixels - 1, length) < ppi


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("8.5x8.5in", 215.9, 215.9),
        ("8.5 × 8.5 in", 215.9, 215.9),
        ('10"x8"', 254.0, 203.2),
        ("210x297mm", 210, 297),
        ("21 x 29.7 cm", 210, 297),
        ("210x297", 210, 297),
        ("6x9", 152.4, 228.6),
        ("A5", 148, 210),
        ("square-8.5", 215.9, 215.9),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, width: float, height: float) -> None:
    size = trim(text).size
    assert (size.width, size.height) == pytest.approx((width, height))


@pytest.mark.parametrize(
    "text", ["", "big", "8.5", "8.5x", "1x1in", "900x900mm", "8.5x8.5pt", "-3x4in"]
)
def test_what_is_no_size_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        trim(text)


def test_every_named_trim_reads_back() -> None:
    for name in TRIMS:
        assert trim(name) is TRIMS[name]
