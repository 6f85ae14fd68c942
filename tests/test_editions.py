"""Would catch an edition that is known by name elsewhere: a new one is a module and a line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from platebook import editions
from platebook.batch import build_story
from platebook.editions.model import EditionSpec, Job, Made, Output
from tests.books import build
from tests.stories import write_story

SOURCE = Path(editions.__file__).parents[1]


def demo_files(job: Job) -> Iterator[Output]:
    """Yield the files of the edition ``demo``: a text that lists the plates, and a folder."""

    def write(_made: Made, draft: Path) -> None:
        draft.write_text("\n".join(plate.id for plate in job.story.plates))

    def write_folder(_made: Made, draft: Path) -> None:
        draft.mkdir()
        (draft / "index.txt").write_text(job.story.title)

    yield Output(f"{job.story.slug}-demo.txt", (), write)
    yield Output(f"{job.story.slug}-demo", (), write_folder)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the edition: its module, and its line in the table."""
    module = ModuleType("platebook.editions.demo")
    module.EDITION = EditionSpec(demo_files, to_inspect=False)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(editions.EDITIONS, "demo", "a list of the plates")


@pytest.mark.slow
@pytest.mark.usefixtures("demo")
def test_a_new_edition_is_a_module_and_a_line(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story", 2)
    book = build(story, tmp_path / "out", editions=("demo", "epub"))
    text, folder, epub = book.files
    assert text.read_text() == "plate-1\nplate-2"
    assert (folder / "index.txt").read_text() == "A Street Before the Market"
    assert epub.suffix == ".epub"
    build(story, tmp_path / "out", editions=("demo",))  # a folder replaces a folder


def test_the_stages_and_the_command_line_know_no_edition_by_name() -> None:
    name = re.compile(rf"""["'](?:{"|".join(editions.EDITIONS)})["']""")
    rooms = ("build", "cli")
    found = [
        f"{path.relative_to(SOURCE)}: {match[0]}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] in rooms
        for match in name.finditer(path.read_text("utf-8"))
    ]
    assert [each for each in found if "cover" not in each] == []


def test_modules_that_a_batch_loads_beforehand_are_there() -> None:
    missing = [module for module in build_story._MODULES if find_spec(module) is None]
    assert not missing, "no story of a batch would be built"
