"""Would catch a name that no file has, in a manifest, which ends in a traceback or a wait."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from platebook.errors import ManifestError
from platebook.manifest import load_story
from tests.stories import write_story

NAMES = ("a\0b.jpg", "\0", "photos/\0", "\ud800.jpg", "x" * 300 + ".jpg", "y" * 300 + "/a.jpg")


@pytest.mark.parametrize("name", [*NAMES, "pipe"], ids=ascii)
@pytest.mark.parametrize("key", ["photo", "cover", "theme"])
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_name_that_no_file_has_is_a_mistake_with_its_place(
    tmp_path: Path, key: str, name: str, suffix: str
) -> None:
    folder = write_story(tmp_path / "story", 1)
    os.mkfifo(folder / "pipe")
    told = yaml.safe_load((folder / "story.yaml").read_text())
    (told["plates"][0] if key == "photo" else told)[key] = name
    path = folder / f"odd.{suffix}"
    path.write_text(json.dumps(told, default=str))  # which is YAML too
    with pytest.raises(ManifestError) as caught:
        load_story.load(path)
    assert len(caught.value.findings) == 1
    (found,) = caught.value.findings
    assert found.where.startswith(f"{path}:1:")
    assert found.fix


@pytest.mark.parametrize(
    ("written", "on_disk"),
    [("a.jpg", "a.jpg "), ("a b.jpg", "a\u00a0b.jpg"), ("a%20b.jpg", "a b.jpg"), ("a", "\u200ba")],
)
def test_a_name_with_other_spaces_is_suggested(tmp_path: Path, written: str, on_disk: str) -> None:
    """Would catch a person who reads two equal names, of which one “is not there”."""
    folder = write_story(tmp_path / "story", 1)
    path = folder / "story.yaml"
    told = yaml.safe_load(path.read_text())
    (folder / told["plates"][0]["photo"]).rename(folder / on_disk)
    told["plates"][0]["photo"] = written
    path.write_text(json.dumps(told, default=str))
    with pytest.raises(ManifestError) as caught:
        load_story.load(path)
    (found,) = caught.value.findings
    assert "spaces or invisible characters" in found.fix
