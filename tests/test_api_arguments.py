"""Would catch a traceback, a hang or another book where a program gives what it must not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import platebook
from platebook import BuildOptions, Person, Plate, PlatebookError, Section, Session, Story, edit
from platebook.edit import Change
from platebook.errors import Finding
from platebook.manifest.from_story import complete
from platebook.pipeline.resolve_options import fill_editions
from platebook.report import Silent
from tests.stories import save_quadrant


def given(folder: Path, **values: Any) -> Story:
    plate = Plate(path=save_quadrant(folder / "a.jpg"), caption="Words.", alt="A picture")
    story = Story(
        title="A Street",
        language="en",
        contributors=[Person("The Photo Desk", "photographer")],
        credit="The Photo Desk",
        sections=[Section(plates=[plate])],
    )
    return replace(story, **values)


def refused(call: Callable[[], object]) -> Finding:
    with pytest.raises(PlatebookError) as caught:
        call()
    finding: Finding = caught.value.findings[0]
    assert finding.fix
    return finding


@pytest.mark.parametrize("path", [None, 3, "a\0b", object()])
def test_what_is_no_path_is_refused_by_its_name(path: Any, tmp_path: Path) -> None:
    story = given(tmp_path)
    assert refused(lambda: platebook.build(path)).where == "story"
    assert refused(lambda: platebook.build(story, path)).where == "output"
    assert refused(lambda: platebook.check(path)).where == "story"
    assert refused(lambda: platebook.load(path)).where == "story"
    assert refused(lambda: platebook.inspect([path])).where == "files[0]"
    if path is not None:
        wrong = replace(story, sections=[Section(plates=[Plate(path=path)])])
        assert refused(lambda: complete(wrong, tmp_path)).where == "story.plates[0].path"


def test_a_loop_of_links_is_refused_and_a_detour_is_not_taken(tmp_path: Path) -> None:
    """Would catch a traceback for links that lead to themselves, or `..` of a missing folder."""
    story, loop = given(tmp_path), tmp_path / "loop"
    loop.symlink_to("loop")
    assert "too many levels" in refused(lambda: platebook.build(story, loop)).message
    options = BuildOptions(editions=("epub",))
    book = platebook.build(story, tmp_path / "missing" / ".." / "out", options)
    assert [path.parent for path in book.files] == [tmp_path / "out"]
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("path", [None, 3, "a\0b"])
def test_an_edit_of_what_is_no_path_is_refused(path: Any) -> None:
    change = Change("", "", 0, b"", b"")
    calls: list[Callable[[], object]] = [
        lambda: edit.read(path),
        lambda: edit.set(path, None, "title", "A"),
        lambda: edit.move(path, "a", index=0),
        lambda: edit.insert(path, []),
        lambda: edit.remove(path, "a"),
        lambda: edit.apply(path, change),
    ]
    assert {refused(call).where for call in calls} == {"story"}


def test_a_path_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    story, name = given(tmp_path), "x" * 300
    assert "too long" in refused(lambda: platebook.build(story, tmp_path / name)).message
    assert "too long" in refused(lambda: platebook.build(tmp_path / name)).message
    with Session(jobs=1) as session:
        assert "too long" in refused(lambda: session.build(story, tmp_path / name)).message


def test_one_file_to_inspect_is_no_list_of_letters(tmp_path: Path) -> None:
    (file,) = platebook.inspect(str(save_quadrant(tmp_path / "a.jpg"))).files
    assert file.subject.file.name == "a.jpg"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"editions": "epub"}, "--edition"),
        ({"editions": None}, "--edition"),
        ({"jobs": -1}, "--jobs"),
        ({"jobs": 1.5}, "--jobs"),
        ({"spine": float("nan")}, "--spine"),
        ({"spine": 1e300}, "--spine"),
        ({"site": "no address"}, "--site"),
        ({"theme": 5}, "--theme"),
        ({"avif": "no"}, "--avif"),
        ({"printers": "kdp-paperback"}, "--printer"),
    ],
)
def test_options_of_a_program_are_those_of_the_command_line(
    values: dict[str, Any], name: str
) -> None:
    assert refused(lambda: fill_editions(BuildOptions(**values))).where == name


def test_options_are_options() -> None:
    assert refused(lambda: fill_editions({"editions": ["epub"]})).where == "options"
    assert (
        fill_editions(BuildOptions(site="https://example.org/a")).site == "https://example.org/a/"
    )


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"title": b"A Street"}, "story.title"),
        ({"keywords": {"a", "b"}}, "story.keywords"),
        ({"contributors": iter([])}, "story.contributors"),
        ({"sections": None}, "story.sections"),
        ({"sections": [{}]}, "story.sections[0]"),
        ({"sections": [Section(plates=iter([]))]}, "story.sections[0].plates"),  # type: ignore[arg-type]
        ({"published": "0202-01-15"}, "story.published"),
    ],
)
def test_values_of_a_wrong_type_are_never_printed(
    values: dict[str, Any], where: str, tmp_path: Path
) -> None:
    assert refused(lambda: complete(given(tmp_path, **values), tmp_path)).where == where


@pytest.mark.parametrize("data", [io.StringIO("x"), "text", 5, io.BufferedReader(io.BytesIO())])
def test_a_stream_that_cannot_be_read_is_refused(data: Any, tmp_path: Path) -> None:
    if isinstance(data, io.BufferedReader):
        data.close()
    plates = [Plate(data=data, caption="Words.", alt="A picture")]
    wrong = given(tmp_path, sections=[Section(plates=plates)])
    assert refused(lambda: complete(wrong, tmp_path)).where == "story.plates[0].data"


def test_a_session_called_from_its_own_report_is_refused_and_does_not_wait(tmp_path: Path) -> None:
    story, findings = given(tmp_path), []

    class Again(Silent):
        def stage(self, words: str) -> None:
            assert words
            findings.append(refused(lambda: session.check(story)))

    with Session(jobs=1, cache=str(tmp_path / "cache")) as session:
        session.check(story, report=Again())
        assert {finding.where for finding in findings} == {"Session"}
        session.check(story)
