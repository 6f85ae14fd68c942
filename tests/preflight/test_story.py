"""Would catch a fault in a story that nobody finds, or that is told as something else.

Each folder of ``faults`` that is about an ``Original`` plants one in a clean story. With
``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.preflight import originals, planting

pytestmark = pytest.mark.slow

#: Whole books are made for these, since what is found does not stop them.
_BOOKS = {"F008", "F009", "F010", "F011", "R011", "S034"}


@pytest.mark.parametrize(
    "edition",
    ["", *(pytest.param(name, marks=pytest.mark.slow) for name in ("print", "cover"))],
)
def test_nothing_is_found_in_a_sound_story(tmp_path: Path, edition: str) -> None:
    story = originals.clean()
    story.edition = edition
    story.told["design"] = {
        "open": "any"
    }  # else a caption faces its photograph, and a note says so
    if edition == "cover":
        story.options = {"spine": 12.0}
    assert story.found(tmp_path) == []


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(name, marks=pytest.mark.slow) if name in _BOOKS else name
        for name in planting.of(originals.Original)
    ],
)
def test_a_planted_fault_is_found_and_nothing_else(tmp_path: Path, folder: str) -> None:
    story = originals.clean()
    planting.plant(folder, story)
    planting.hold(folder, story.found(tmp_path))


def test_a_detail_of_a_photograph_is_no_double(tmp_path: Path) -> None:
    story = originals.clean()
    with Image.open(BytesIO(story.photographs["photos/01.jpg"])) as whole:
        detail = whole.crop((0, 0, 840, 840))
    file = BytesIO()
    detail.save(file, "JPEG", quality=80)
    story.photographs["photos/02.jpg"] = file.getvalue()
    assert story.found(tmp_path) == []
