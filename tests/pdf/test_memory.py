"""Would catch a caption that is remembered wrong, or a memory that a book comes to depend on."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from platebook import pdf, pipeline
from platebook.editions.model import Job
from platebook.pdf.engine import Engine, LayoutError
from platebook.pdf.layout.measure_captions import CaptionCache, CaptionMeasure
from platebook.photos import Rendition
from platebook.report import Silent
from tests.photos.photographs import WORKERS
from tests.stories import write_story

#: More than are measured each time though they are remembered.
_COUNT = 12


def story(folder: Path, first: str = "The first.") -> Path:
    captions = [first, *("The ice comes by lorry. " * number for number in range(2, _COUNT + 1))]
    design = {"open": "any"}  # else a caption moves, and is measured twice
    return write_story(folder, [{"caption": caption} for caption in captions], design=design)


@dataclass(frozen=True)
class Desk:
    """A story that was planned once, and the memory that this left, copied for one test."""

    told: Path
    memory: Path
    first: Job

    @property
    def file(self) -> Path:
        (file,) = self.memory.glob("*.json")
        return file

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
        desk = Desk(story(folder / "story"), folder / "cache" / "captions", None)  # type: ignore[arg-type]
        return replace(desk, first=desk.planned())


@pytest.fixture
def desk(once: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PLATEBOOK_CACHE", str(tmp_path / "cache"))
    memory = tmp_path / "cache" / "captions"
    shutil.copytree(once.memory, memory)
    return replace(once, memory=memory)


def rows(file: Path) -> dict[str, list[float | None]]:
    told: dict[str, list[float | None]] = json.loads(file.read_text().partition("\n")[2])
    return told


def rewritten(file: Path, rows: dict[str, list[float | None]]) -> None:
    told = json.dumps(rows)
    file.write_text(f"{hashlib.sha256(told.encode()).hexdigest()}\n{told}")


@pytest.mark.slow
def test_what_is_remembered_is_what_was_measured(desk: Desk) -> None:
    assert len(rows(desk.file)) == _COUNT
    assert desk.planned().printed.plan == desk.first.printed.plan


@pytest.mark.slow
def test_a_changed_caption_alone_is_measured_anew(desk: Desk, tmp_path: Path) -> None:
    before = rows(desk.file)
    changed = story(tmp_path / "changed", "The first. " * 12)
    warm = desk.planned(changed).printed.plan
    assert len(rows(desk.file)) == _COUNT + 1
    assert before.items() < rows(desk.file).items()
    desk.file.unlink()
    assert desk.planned(changed).printed.plan == warm


@pytest.mark.slow
def test_a_caption_that_is_remembered_wrong_gives_no_book(desk: Desk, tmp_path: Path) -> None:
    told = rows(desk.file)
    lowest = min(told, key=lambda key: told[key][0] or 0.0)
    rewritten(desk.file, told | {lowest: [4.0, None]})
    job = desk.planned()
    plates = {
        plate.id: Rendition(plate.id, "print", plate.path, (1, 1)) for plate in job.story.plates
    }
    printed = job.printed
    with pytest.raises(LayoutError, match="mm high, measured 4"):
        pdf.write(printed.typesetter, printed.plan, plates, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()


@pytest.mark.slow
def test_libraries_that_set_type_otherwise_are_noticed(desk: Desk) -> None:
    before = rows(desk.file)
    rewritten(desk.file, {key: [(row[0] or 0.0) + 1, row[1]] for key, row in before.items()})
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert rows(desk.file) == before


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["no digest\n{}", None])
def test_a_harmed_memory_is_none(desk: Desk, harm: str | None) -> None:
    whole = desk.file.read_text()
    desk.file.write_text(whole[:-9] if harm is None else harm)
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert desk.file.read_text() == whole


@pytest.mark.slow
def test_another_paper_has_a_memory_of_its_own(desk: Desk, tmp_path: Path) -> None:
    other = write_story(tmp_path / "b", [{"caption": "Short."}], trim="210 × 210 mm")
    desk.planned(other)
    assert len([*desk.memory.glob("*.json")]) == 2


@pytest.mark.slow
def test_with_a_theme_nothing_is_remembered(desk: Desk) -> None:
    facts = desk.memory.with_name("facts")
    for folder in (desk.memory, facts):
        shutil.rmtree(folder, ignore_errors=True)
    desk.planned(theme=Path("night"))
    assert not [*desk.memory.rglob("*.*"), *facts.rglob("*.*")]


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
    for kept in desk.memory.with_name("facts").glob("??/*"):
        kept.write_bytes(kept.read_bytes()[:-1])
    assert desk.planned().printed.plan == desk.first.printed.plan
    assert not all("<figcaption" in html for html in laid_out)


@pytest.mark.slow
def test_a_memory_that_cannot_be_written_fails_nothing(desk: Desk) -> None:
    shutil.rmtree(desk.memory)
    desk.memory.write_text("a file stands where the folder should be")
    assert desk.planned().printed.plan == desk.first.printed.plan


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    for number in range(70):
        CaptionCache(tmp_path, f"{number:03}").keep({"a": CaptionMeasure(1.5)}, {})
        (tmp_path / "000.json").touch()
    left = sorted(path.stem for path in tmp_path.iterdir())
    assert left == ["000", *(f"{number:03}" for number in range(7, 70))]
    assert CaptionCache(tmp_path, "069").recall() == {"a": CaptionMeasure(1.5)}


def test_a_book_is_remembered_whole_and_others_as_far_as_there_is_room(tmp_path: Path) -> None:
    memory = CaptionCache(tmp_path, "a")
    memory.keep({f"old-{number}": CaptionMeasure(2.0) for number in range(7_000)}, {})
    memory.keep(
        {f"new-{number}": CaptionMeasure(3.0, 1.0) for number in range(5_000)}, memory.recall()
    )
    kept = memory.recall()
    assert len(kept) == 8_000
    assert kept["new-4999"] == CaptionMeasure(3.0, 1.0)
    assert kept["old-2999"] == CaptionMeasure(2.0)
