"""Would catch a missing public name, a story by a program that differs, a build that leaks."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import platebook
from platebook import (
    ArtDirection,
    BuildOptions,
    Person,
    Plate,
    PlatebookError,
    Section,
    Session,
    Story,
)
from platebook.errors import Severity
from platebook.manifest.from_story import complete
from platebook.story import CaptionPosition, RunningTitle
from tests.stories import save_quadrant, write_story
from tests.test_architecture import HEAVY

ROOT = Path(__file__).parents[1]
OPTIONS = BuildOptions(editions=("epub", "print"))


def digests(book: platebook.Book) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in book.files]


def by_program(folder: Path, title: str = "A Street Before the Market") -> Story:
    """Return the story of ``write_story`` as a program would: by path, by bytes and by stream."""
    photos = [save_quadrant(folder / f"{number}.jpg") for number in (1, 2, 3)]
    given: list[dict[str, object]] = [
        {"path": photos[0]},
        {"data": photos[1].read_bytes()},
        {"data": photos[2].open("rb")},
    ]
    plates = [
        Plate(id=f"plate-{number}", caption=f"Caption *{number}*.", alt=f"Picture {number}", **how)  # type: ignore[arg-type]
        for number, how in enumerate(given, 1)
    ]
    return Story(
        title=title,
        language="en",
        contributors=[Person("The Photo Desk", "photographer")],
        credit="The Photo Desk",
        sections=[Section(plates=plates)],
    )


def test_every_public_name_is_there_typed_and_documented() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for name in (name for name in platebook.__all__ if name != "__version__"):
        assert getattr(platebook, name).__doc__, name
        assert f"`{name}" in page, name


def test_importing_platebook_loads_nothing_heavy() -> None:
    question = "import sys, platebook; print(*{n.partition('.')[0] for n in sys.modules})"
    said = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(said.stdout.split())


@pytest.mark.slow
def test_a_story_by_a_program_makes_the_books_of_its_manifest(tmp_path: Path) -> None:
    rows = [{"caption": f"Caption *{number}*.", "alt": f"Picture {number}"} for number in (1, 2, 3)]
    bare = {"standfirst": None, "published": None, "introduction": None, "closing": None}
    folder = write_story(tmp_path / "story", rows, sizes=[(600, 400)], **bare)
    written = platebook.build(folder, tmp_path / "a", OPTIONS)
    given = platebook.build(by_program(tmp_path / "loose"), tmp_path / "b", OPTIONS)
    assert digests(given) == digests(written)
    checked = platebook.check(by_program(tmp_path / "loose"))
    assert [plate.sources["caption"] for plate in checked.plates] == ["manifest"] * 3
    inspection = platebook.inspect(given.files)
    assert [file.kind for file in inspection.files] == ["epub", "pdf"]
    assert not inspection.of(Severity.ERROR)
    assert platebook.load(folder).title == "A Street Before the Market"


def test_mistakes_are_placed_by_the_names_of_values(tmp_path: Path) -> None:
    story = by_program(tmp_path)
    plates = story.sections[0].plates
    wrong = replace(
        story,
        language="no language",
        sections=[Section(plates=[plates[0], replace(plates[1], focus=(2.0, 0.0))])],
    )
    with pytest.raises(PlatebookError) as caught:
        platebook.build(wrong, tmp_path / "books")
    places = [finding.where for finding in caught.value.findings]
    assert places == ["story.language", "story.plates[1].focus[0]"] or places == [
        "story.language",
        "story.plates[1].focus",
    ]
    assert caught.value.exit_code == 3
    assert not (tmp_path / "books").exists()


@pytest.mark.slow
def test_builds_in_threads_are_builds_alone_and_nothing_leaks(tmp_path: Path) -> None:
    titles = ("One", "Two")
    before = dict(os.environ)
    with Session(jobs=1) as session:
        alone = [
            digests(session.build(by_program(tmp_path / t, t), tmp_path / f"{t}-alone", OPTIONS))
            for t in titles
        ]
    stories = [by_program(tmp_path / title, title) for title in titles]
    with ThreadPoolExecutor(2) as pool:
        books = pool.map(
            lambda story: platebook.build(story, tmp_path / f"{story.title}-thread", OPTIONS),
            stories,
        )
        assert [digests(book) for book in books] == alone
    assert dict(os.environ) == before


@pytest.mark.slow
def test_a_session_names_files_from_where_the_caller_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(jobs=1) as session:
        (tmp_path / "a").mkdir()
        monkeypatch.chdir(tmp_path / "a")
        book = session.build(by_program(tmp_path), "books", BuildOptions(editions=("epub",)))
        monkeypatch.chdir(tmp_path)
        (file,) = session.inspect([Path("a") / book.files[0]]).files
        assert file.verdict in {"ready", "look"}


def test_nothing_that_a_program_gives_is_lost_or_replaced(tmp_path: Path) -> None:
    """Would catch a text, or a photograph's own text, that takes the place of what was given."""
    story = by_program(tmp_path)
    first, second, _ = story.plates
    named = [replace(first, photo="a.jpg", caption=""), replace(second, photo="a.jpg")]
    done = complete(replace(story, sections=[Section(plates=named)]), tmp_path)
    assert len({plate.path for plate in done.plates}) == 2
    assert done.plates[0].caption == ""
    with pytest.raises(PlatebookError, match="section 1 has no title"):
        complete(replace(story, sections=[Section(plates=[first], text="Words")]), tmp_path)


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x85", "\u202e", "\ud800", "\uffff"])
def test_a_program_gives_no_control_character(tmp_path: Path, sign: str) -> None:
    story = by_program(tmp_path)
    plates = [replace(story.plates[0], caption=f"a{sign}b")]
    with pytest.raises(PlatebookError) as caught:
        complete(replace(story, sections=[Section(plates=plates)]), tmp_path)
    (finding,) = caught.value.findings
    assert finding.where == "story.plates[0].caption"
    assert f"U+{ord(sign):04X}" in finding.message


def test_art_direction_by_a_program_is_that_of_a_manifest(tmp_path: Path) -> None:
    """Would catch a key with a hyphen that a program's story loses, or reports by another name."""
    direction = ArtDirection(running_title=RunningTitle.NONE, contents=False, numbers=False)
    story = by_program(tmp_path)
    first, second, third = story.plates
    plates = [replace(first, caption_at=CaptionPosition.PAGE), replace(second, width="60 %"), third]
    told = replace(story, sections=[Section(plates=plates)], design=direction)
    done = complete(told, tmp_path)
    assert done.design == direction
    assert [plate.caption_at for plate in done.plates] == ["page", None, None]
    assert [plate.width for plate in done.plates] == [None, "60 %", None]
    wrong = [replace(first, caption_at="nowhere"), replace(second, width="wide"), third]  # type: ignore[arg-type]
    with pytest.raises(PlatebookError) as caught:
        complete(replace(told, sections=[Section(plates=wrong)]), tmp_path)
    places = [finding.where for finding in caught.value.findings]
    assert places == ["story.plates[0].caption_at", "story.plates[1].width"]
