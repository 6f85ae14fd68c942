"""Catches an ISBN with its hyphens in the wrong places, or a wrong number in the barcode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import isbn


@pytest.mark.parametrize(
    ("identifier", "digits"),
    [
        ("urn:isbn:9783161484100", "9783161484100"),
        ("urn:isbn:316148410X", "9783161484100"),
        ("urn:isbn:0306406152", "9780306406157"),
        ("urn:uuid:0d5f7a4e-0000-5000-8000-000000000000", None),
        ("https://doi.org/10.1000/182", None),
    ],
)
def test_which_digits_are_drawn(identifier: str, digits: str | None) -> None:
    number = isbn.of(identifier)
    assert (isbn.ean13(number) if number else None) == digits


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("9780306406157", "978-0-306-40615-7"),  # the standard's own examples, and books at hand
        ("9783161484100", "978-3-16-148410-0"),
        ("316148410X", "3-16-148410-X"),
        ("9784873119038", "978-4-87311-903-8"),
        ("9782070360024", "978-2-07-036002-4"),
        ("9788937460449", "978-89-374-6044-9"),
        ("9789774160011", "978-977-416-001-1"),
        ("9791097594015", "979-10-97594-01-5"),
        ("9786110000000", "9786110000000"),  # a group without ranges
        ("9799000000003", "9799000000003"),
    ],
)
def test_hyphens_part_group_registrant_and_title(number: str, written: str) -> None:
    assert isbn.hyphenate(number) == written


@given(st.integers(0, 10**10 - 1), st.sampled_from(["978", "979"]))
def test_no_digit_is_lost(number: int, prefix: str) -> None:
    whole = f"{prefix}{number:010}"
    parts = isbn.hyphenate(whole).split("-")
    assert "".join(parts) == whole
    assert len(parts) in (1, 5)
    assert all(parts)
