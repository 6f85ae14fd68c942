"""Catches text that is taken for emoji, emoji cut in half, and gaps left where one was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platebook.fonts import characters

GRIN, BEAD, FAMILY = "\U0001f600", "\U0001f9ff", "\U0001f469\u200d\U0001f467"
FLAG, THUMB, KEY = "\U0001f1f0\U0001f1f5", "\U0001f44d\U0001f3fd", "1\ufe0f\u20e3"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize("one", [GRIN, FAMILY, FLAG, THUMB, KEY, WALES, "❤\ufe0f", "☃"])
def test_an_emoji_is_one_sequence(one: str) -> None:
    assert characters.emoji(f"a{one}b") == [one]


def test_two_flags_are_two_emoji() -> None:
    assert characters.emoji(FLAG + FLAG) == [FLAG, FLAG]


@pytest.mark.parametrize("text", ["© 2011 ™", "#1 *2 0123", "a‼ ⁉ ℹ", "漢字、〰", "→ ↔"])
def test_signs_and_figures_are_not_emoji(text: str) -> None:
    assert characters.emoji(text) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Great day {GRIN}!", "Great day!"),
        (f"{GRIN} Hello", "Hello"),
        (f"a {GRIN} b", "a b"),
        (f"a{GRIN}b", "ab"),
        (f"end {GRIN}{BEAD} {GRIN}", "end"),
        (f"one {GRIN}\ntwo", "one\ntwo"),
        (f"{FAMILY} stays, {GRIN} goes", f"{FAMILY} stays, goes"),
        (f"x {GRIN}{FAMILY} y", f"x{FAMILY} y"),
        (" as it was ", " as it was "),
    ],
)
def test_an_emoji_leaves_no_gap(text: str, left: str) -> None:
    assert characters.without(text, frozenset({GRIN, BEAD})) == left


def test_a_sequence_goes_whole() -> None:
    assert characters.without(f"us {FAMILY}.", frozenset({"\U0001f467"})) == "us."


def test_what_is_not_seen_needs_no_glyph() -> None:
    unseen = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u2066\u2069\ufe0f\ufeff\u2060\n\t\u2028"
    assert characters.visible(unseen) == set()
    assert set("\u200d\ufe0f ") <= characters.unseen(unseen)


def test_decomposed_text_needs_its_composed_form() -> None:
    assert "é" in characters.needed_chars("cafe\u0301")


def test_a_mark_is_told_with_its_letter() -> None:
    assert characters.marks("x\u0304\u0301y") == {("x", "\u0304"), ("x", "\u0301")}


def test_thai_sara_am_comes_apart() -> None:
    assert characters.parts("\u0e33") == {"\u0e4d", "\u0e32"}


@pytest.mark.slow
@given(st.text(max_size=80))
@settings(max_examples=150)
def test_no_character_but_controls_is_lost_from_sight(text: str) -> None:
    kinds = {"Cc", "Zl", "Zp"}
    seen = characters.visible(text) | characters.unseen(text)
    assert {char for char in text if unicodedata.category(char) not in kinds} <= seen


@pytest.mark.slow
@given(st.text(alphabet=f"ab ,!©1{GRIN}{BEAD}\u200d\ufe0f\u20e3", max_size=30))
@settings(max_examples=200)
def test_without_leaves_letters_and_no_unprintable(text: str) -> None:
    left = characters.without(text, frozenset({GRIN}))
    assert GRIN not in left
    assert [c for c in left if c in "ab,!"] == [c for c in text if c in "ab,!"]
    assert characters.without(left, frozenset({GRIN})) == left
