"""Would catch a caption that is remembered wrong, or a memory that a book comes to depend on."""

from __future__ import annotations

import shutil
from ast import literal_eval
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from platebook import pipeline
from platebook.editions.model import Job
from platebook.pdf import print_writer
from platebook.pdf.engine import Engine, LayoutError
from platebook.photos.cache import Cache
from platebook.photos.model import Rendition
from platebook.report import Silent
from tests.photos.photographs import WORKERS
from tests.stories import write_story

#: More than are measured each time though they are remembered.
_COUNT = 12


def story(folder: Path, first: str = "The first.") -> Path:
    # Of three lines at most: those of four and five make all photographs smaller, and are measured
    # twice; so is one that moves, where a chapter opens on the right.
    captions = [first, *("Ice comes. " * number for number in range(2, _COUNT + 1))]
    design = {"open": "any"}
    return write_story(folder, [{"caption": caption} for caption in captions], design=design)


@dataclass(frozen=True)
class Desk:
    """A story that was planned once, and the memory that this left, copied for one test."""

    told: Path
    memory: Path
    first: Job

    @property
    def files(self) -> list[Path]:
        """Those of the cache that hold the measure of a caption."""
        return [path for path in self.memory.glob("??/*") if _is_measure(path)]

    @property
    def rows(self) -> dict[str, tuple[float, float | None]]:
        """Every measure by its key."""
        return {path.name.partition("-")[0]: _fact(path) for path in self.files}

    def remember(self, key: str, height: float) -> None:
        Cache(self.memory).of_facts.put(key, repr((height, None)).encode())

    def planned(self, told: Path | None = None, theme: Path | None = None) -> Job:
        fonts = Path(self.memory.parent, "fonts")
        fonts.mkdir(parents=True, exist_ok=True)
        given = {"fonts": fonts, "workers": WORKERS, "theme": theme}
        return pipeline.plan(told or self.told, report=Silent(), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("memory")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATEBOOK_CACHE", str(folder / "cache"))
        desk = Desk(story(folder / "story"), folder / "cache" / "facts", None)  # type: ignore[arg-type]
        return replace(desk, first=desk.planned())


@pytest.fixture
def desk(once: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PLATEBOOK_CACHE", str(tmp_path / "cache"))
    memory = tmp_path / "cache" / "facts"
    shutil.copytree(once.memory, memory)
    return replace(once, memory=memory)


def _fact(path: Path) -> Any:
    """Read a value of the cache, which follows the digest of its bytes."""
    return literal_eval(path.read_text()[32:])


def _is_measure(path: Path) -> bool:
    value = _fact(path)
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], float)


@pytest.mark.slow
def test_what_is_remembered_is_what_was_measured(desk: Desk) -> None:
    assert len(desk.rows) == _COUNT
    assert desk.planned().printed.plan == desk.first.printed.plan


@pytest.mark.slow
def test_a_changed_caption_alone_is_measured_anew(desk: Desk, tmp_path: Path) -> None:
    before = desk.rows
    changed = story(tmp_path / "changed", "The first. " * 12)
    warm = desk.planned(changed).printed.plan
    assert len(desk.rows) == _COUNT + 1
    assert before.items() < desk.rows.items()
    shutil.rmtree(desk.memory)
    assert desk.planned(changed).printed.plan == warm


@pytest.mark.slow
def test_a_caption_that_is_remembered_wrong_gives_no_book(desk: Desk, tmp_path: Path) -> None:
    rows = desk.rows
    desk.remember(min(rows, key=lambda key: rows[key][0]), 4.0)
    job = desk.planned()
    plates = {
        plate.id: Rendition(plate.id, "print", plate.path, (1, 1)) for plate in job.story.plates
    }
    printed = job.printed
    with pytest.raises(LayoutError, match="mm high, measured 4"):
        print_writer.write(printed.typesetter, printed.plan, plates, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()


@pytest.mark.slow
def test_libraries_that_set_type_otherwise_are_noticed(desk: Desk) -> None:
    before = desk.rows
    for key, (height, _) in before.items():
        desk.remember(key, height + 1)
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert desk.rows == before


@pytest.mark.slow
def test_a_harmed_memory_is_none(desk: Desk) -> None:
    before = desk.rows
    for file in desk.files:
        file.write_bytes(file.read_bytes()[:-1])
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert desk.rows == before


@pytest.mark.slow
def test_another_paper_has_measures_of_its_own(desk: Desk, tmp_path: Path) -> None:
    before = desk.rows
    other = write_story(tmp_path / "b", [{"caption": "The first."}], trim="210 × 210 mm")
    desk.planned(other)
    assert before.items() < desk.rows.items()


@pytest.mark.slow
def test_with_a_theme_nothing_is_remembered(desk: Desk) -> None:
    shutil.rmtree(desk.memory)
    desk.planned(theme=Path("night"))
    assert not [*desk.memory.rglob("*.*")]


@pytest.mark.slow
def test_texts_that_did_not_change_are_not_laid_out_to_be_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.planned()
    laid_out, render = [], Engine.render

    def counting(engine: Engine, html: str, *given: object) -> object:
        laid_out.append(html)
        return render(engine, html, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "render", counting)
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert all("<figcaption" in html for html in laid_out)
    for kept in desk.memory.glob("??/*"):
        kept.write_bytes(kept.read_bytes()[:-1])
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert not all("<figcaption" in html for html in laid_out)


@pytest.mark.slow
def test_a_memory_that_cannot_be_written_fails_nothing(desk: Desk) -> None:
    shutil.rmtree(desk.memory)
    desk.memory.write_text("a file stands where the folder should be")
    assert desk.planned().printed.plan == desk.first.printed.plan
