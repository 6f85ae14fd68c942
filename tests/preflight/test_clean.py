"""Would catch a finding about a book that is right: in other scripts, or in a long one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from tests.books import build
from tests.languages import Judged
from tests.stories import write_story

pytestmark = pytest.mark.slow

#: Plates and folios have three figures.
_PLATES = 102


def test_nothing_is_found_in_the_sample_and_in_five_other_languages(judged: Judged) -> None:
    """But for notes, and that one plate has no caption, where it is meant to have none."""
    found = [each["code"] for each in judged.findings if each["severity"] != "note"]
    assert found == ([] if judged.language == "en" else ["S006"])
    notes = {each["code"] for each in judged.findings if each["severity"] == "note"}
    # A long caption on the facing page; a drawing that says it is one.
    assert notes <= {"S030", "F014"}


def photographs(folder: Path) -> None:
    """Paint soft colours, no two alike."""
    folder.mkdir(parents=True)
    chance = random.Random(1)
    for number in range(1, _PLATES + 1):
        spots = Image.frombytes("RGB", (6, 4), chance.randbytes(6 * 4 * 3))
        soft = spots.resize((960, 640), Image.Resampling.BICUBIC)
        soft.save(folder / f"{number:02}.jpg", quality=80)


def test_nothing_is_found_in_many_plates_of_all_editions(tmp_path: Path) -> None:
    photographs(tmp_path / "story" / "photos")
    story = write_story(tmp_path / "story", _PLATES, trim="100x100mm", rights="© 2026 The Desk")
    made = build(story, tmp_path / "books", editions=("epub", "print", "screen"))
    assert len(made.files) == 3
    assert made.plates == _PLATES
    assert not made.findings
