"""Would catch a photograph that stands in a story twice and goes unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

from platebook.checking import check
from platebook.report import Silent
from tests.plates.photographs import scene
from tests.stories import write_story


def doubles(folder: Path, *looks: object) -> list[str]:
    """Check a story of these photographs; give what is said of doubles."""
    photos = folder / "photos"
    photos.mkdir(parents=True)
    for number, look in enumerate(looks, 1):
        path = photos / f"{number:02}.jpg"
        if isinstance(look, int):
            shutil.copy(photos / f"{look:02}.jpg", path)
        else:
            look.save(path, quality=80)  # type: ignore[attr-defined]
    write_story(folder, len(looks))
    found = check(folder, report=Silent()).findings
    return [each.message for each in found if each.code == "S010"]


def test_photographs_that_differ_are_no_doubles(tmp_path: Path) -> None:
    whole = scene((600, 400))
    assert doubles(tmp_path / "a", whole, whole.rotate(180), whole.crop((0, 0, 400, 400))) == []


def test_a_copy_under_another_name_is_found_by_its_bytes(tmp_path: Path) -> None:
    told = doubles(tmp_path / "a", scene((300, 200)), 1)
    assert told == ["photos/02.jpg is a copy of photos/01.jpg (plate “plate-1”)"]


def test_another_size_of_a_photograph_is_found_by_its_look(tmp_path: Path) -> None:
    whole = scene((600, 400))
    told = doubles(tmp_path / "a", whole, whole.rotate(180), whole.resize((450, 300)))
    assert told == ["photos/03.jpg looks the same as photos/01.jpg (plate “plate-1”)"]
