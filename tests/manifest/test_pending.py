"""Would catch a value of art direction that has no effect yet and is ignored silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.manifest import load, remarks
from platebook.manifest.pending import _OF_PLATE, _OF_STORY
from tests.manifest.stories import HEAD, write


def test_a_value_without_effect_is_reported(tmp_path: Path) -> None:
    rows = [f"  {key.replace('_', '-')}: {values[-1]}\n" for key, values in _OF_STORY.items()]
    plate = [f"    {key.replace('_', '-')}: {values[-1]}\n" for key, values in _OF_PLATE.items()]
    if not rows and not plate:
        pytest.skip("every value has an effect")
    design = f"design:\n{''.join(rows)}" if rows else ""
    text = f"{HEAD}{design}plates:\n  - photo: a.jpg\n{''.join(plate)}"
    story = load(write(tmp_path, text.replace("False", "false")))
    found = [each for each in remarks(story) if "no effect in this version" in each.message]
    assert len(found) == len(rows) + len(plate)


def test_defaults_have_an_effect(tmp_path: Path) -> None:
    story = load(write(tmp_path, f"{HEAD}plates:\n  - photo: a.jpg\n"))
    assert not [each for each in remarks(story) if "no effect" in each.message]
