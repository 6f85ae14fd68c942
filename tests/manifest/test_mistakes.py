"""Would catch a mistake told in the wrong words, at the wrong place, or without a way out.

Each ``mistakes/NAME.yaml`` is a manifest with a mistake, and ``NAME.txt`` what is said about it,
to the letter. ``UPDATE_MISTAKES=1 pytest tests/manifest/test_mistakes.py`` writes those anew:
read them before they are committed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from platebook.errors import ManifestError
from platebook.manifest.load_story import load
from platebook.manifest.parse_yaml import read

MISTAKES = Path(__file__).parent / "mistakes"
CASES = sorted(MISTAKES.glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a story folder with two photographs and things that are none; work from inside it."""
    story = tmp_path / "story"
    photos = story / "photos"
    photos.mkdir(parents=True)
    (tmp_path / "outside.jpg").touch()
    for name in ("01-guides.jpg", "02-subway.jpg"):
        (photos / name).touch()
    (photos / "leads-out.jpg").symlink_to(tmp_path / "outside.jpg")
    (photos / "broken.jpg").symlink_to("nowhere.jpg")
    os.mkfifo(photos / "pipe.jpg")
    monkeypatch.chdir(story)
    return story


def said(folder: Path) -> str:
    """Load the manifest, and give what is said."""
    with pytest.raises(ManifestError) as caught:
        load(Path())
    assert caught.value.exit_code == 3
    return f"{caught.value}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_words(case: Path, folder: Path) -> None:
    shutil.copy(case, folder / "story.yaml")
    words = said(folder)
    expected = case.with_suffix(".txt")
    if os.environ.get("UPDATE_MISTAKES"):
        expected.write_text(words, encoding="utf-8")
    assert words == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_mistake_has_a_place_in_the_file_and_a_way_out(case: Path, folder: Path) -> None:
    shutil.copy(case, folder / "story.yaml")
    lines = case.read_text(encoding="utf-8").splitlines() or [""]
    with pytest.raises(ManifestError) as caught:
        load(Path())
    places = []
    for finding in caught.value.findings:
        match = re.fullmatch(r"story\.yaml:(\d+):(\d+)", finding.where)
        assert match, finding.where
        line, column = int(match[1]), int(match[2])
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        assert finding.message
        assert not finding.message.endswith(".")
        assert finding.fix
        # The library's own phrases, and those of Python.
        slipped = "pydantic|valid string|Input should|Extra inputs|Field required|Traceback|None"
        assert not re.search(slipped, str(finding))
        places.append((line, column))
    assert places == sorted(places)


def test_every_text_has_its_manifest() -> None:
    assert {path.stem for path in MISTAKES.glob("*.txt")} == {path.stem for path in CASES}


# The parser in Python passes over a directive that it does not know, as YAML allows.
SAME = [case for case in CASES if case.stem != "directive"]


@pytest.mark.parametrize("case", SAME, ids=lambda case: case.stem)
def test_the_parser_in_python_says_the_same(case: Path) -> None:
    """A machine without the C library must not get other messages, or none."""
    raw = case.read_bytes()
    fast, slow = read(raw), read(raw, pure=True)
    assert (fast.root is None) == (slow.root is None)
    # The two point at a bad escape a character apart.
    assert [(m.line, m.message, m.fix) for m in fast.mistakes] == [
        (m.line, m.message, m.fix) for m in slow.mistakes
    ]
