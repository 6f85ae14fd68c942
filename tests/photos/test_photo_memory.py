"""Would catch a file that is read again as it was, or is not though somebody wrote to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.photos import memory
from platebook.photos.cache import Cache
from platebook.photos.model import Photo
from platebook.photos.survey_photos import survey
from platebook.photos.worker_pool import WorkerPool
from tests.photos import photographs as made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made.save(made.scene(), tmp_path / "a.jpg")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_SETTLED_NS", 0)


def looked(path: Path, cache: Path, language: str = "en") -> tuple[Photo, bool]:
    """Survey a photograph; say too whether a process was started for it."""
    with WorkerPool(1) as workers:
        story = made.story(path, language=language)
        photo = survey(story, workers=workers, cache=Cache(cache))["a"]
        return photo, bool(workers._alive)


def test_a_file_is_read_once_and_the_same_is_known_of_it(path: Path, tmp_path: Path) -> None:
    first, started = looked(path, tmp_path / "cache")
    again, more = looked(path, tmp_path / "cache")
    assert again == first
    assert (started, more) == (True, False)


def test_a_file_that_was_written_to_is_read_again(path: Path, tmp_path: Path) -> None:
    first, _ = looked(path, tmp_path / "cache")
    made.save(made.scene(seed=2), path)
    again, started = looked(path, tmp_path / "cache")
    assert started
    assert again.sha256 != first.sha256


def test_its_texts_are_read_again_in_another_language(path: Path, tmp_path: Path) -> None:
    looked(path, tmp_path / "cache")
    assert looked(path, tmp_path / "cache", "de")[1]


def test_a_file_that_changed_just_now_is_not_remembered(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_SETTLED_NS", 3_600_000_000_000)
    looked(path, tmp_path / "cache")
    assert looked(path, tmp_path / "cache")[1]


def test_what_is_wrong_with_a_file_is_reported_every_time(path: Path, tmp_path: Path) -> None:
    path.write_bytes(made.with_segment(path.read_bytes(), 0xE1, b"Exif\0\0damaged"))
    findings = [looked(path, tmp_path / "cache")[0].findings for _ in range(2)]
    assert findings[0] == findings[1]
    assert findings[0]
