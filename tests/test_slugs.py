"""Would catch a slug that is no file's name on some system, or that changes when made again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.slugs import LONGEST, slug

WINDOWS = {"con", "prn", "aux", "nul", *(f"{a}{n}" for a in ("com", "lpt") for n in range(10))}


@given(st.text(max_size=300) | st.sampled_from(sorted(WINDOWS)).map(str.upper))
def test_a_slug_is_safe_and_its_own_slug(text: str) -> None:
    made = slug(text)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= LONGEST
    assert made not in WINDOWS
    assert slug(made) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("A Glimpse of Ordinary Life", "a-glimpse-of-ordinary-life"),
        ("  01 – Guides.final  ", "01-guides-final"),
        ("Crème brûlée & Œuvre", "creme-brulee-and-oeuvre"),
        ("Straße in Łódź, Ærø", "strasse-in-lodz-aero"),
        ("Don’t Don't", "dont-dont"),
        ("İstanbul ılık", "istanbul-ilik"),
        ("Война и мир", "voyna-i-mir"),
        ("Αθήνα", "athina"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
        ("soft\u00adhyphen", "softhyphen"),
        ("東京", "story"),
        ("한국", "story"),
        ("…", "story"),
        ("", "story"),
        ("CON", "con-story"),
        ("con artist", "con-artist"),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 100, "x" * 80),
        ("a-" + "x" * 100, "a-" + "x" * 78),
    ],
)
def test_titles(text: str, made: str) -> None:
    assert slug(text) == made


def test_a_fallback_of_ones_own() -> None:
    assert slug("東京", fallback="plate-7") == "plate-7"
    assert slug("東京", fallback="") == ""
