"""Would catch a build that cannot be made again, or a record that tells of the machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from platebook import __version__
from platebook.errors import UsageError
from platebook.pipeline import verify
from platebook.pipeline.build_record import read_record
from tests.books import build
from tests.command import BOOKS, digest, platebook, tree
from tests.stories import write_story

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
RECORD = "a-street-before-the-market.build.json"
SHA256 = re.compile(r"[0-9a-f]{64}")


def record(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / RECORD).read_text("utf-8"))
    return told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story built as one does it, with its books beside it."""
    folder = tmp_path_factory.mktemp("built")
    write_story(folder / "story", [{"alt": None}, {}])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        build(Path("story"), Path("output"))
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same somewhere else, to be changed at will."""
    desk = tmp_path / "desk"
    shutil.copytree(built, desk)
    monkeypatch.chdir(desk)
    return desk


def test_the_record_tells_what_went_in_and_what_came_out(desk: Path) -> None:
    told = record(desk / "output")
    assert told["story"] == "../story/story.yaml"
    assert told["inputs"] == {
        name: digest(desk / "story" / name)
        for name in ("photos/01.jpg", "photos/02.jpg", "story.yaml")
    }
    assert told["outputs"] == {
        name: {
            "sha256": digest(desk / "output" / name),
            "bytes": (desk / "output" / name).stat().st_size,
        }
        for name in BOOKS
    }
    assert told["options"]["editions"] == ["epub", "print"]
    assert told["versions"]["platebook"] == __version__
    assert {"python", "weasyprint", "pango", "libvips", "ebooklib", "zlib"} <= set(told["versions"])
    assert "Source Serif 4" in {font["typeface"] for font in told["fonts"]}
    assert all(SHA256.fullmatch(font["sha256"]) for font in told["fonts"])
    assert SHA256.fullmatch(told["design"])
    assert SHA256.fullmatch(told["profiles"]["generic-x4"])
    (missing,) = [found for found in told["findings"] if found["code"] == "S001"]
    assert missing["where"].startswith("story.yaml:")


def test_the_record_describes_the_book_and_each_file(desk: Path) -> None:
    book = record(desk / "output")["book"]
    assert (book["title"], book["language"]) == ("A Street Before the Market", "en")
    assert (book["published"], book["modified"]) == ("2026-01-15", "2026-01-15T00:00:00Z")
    assert book["contributors"][0]["name"] == "The Photo Desk"
    ebook, printed = (book["files"][name] for name in BOOKS)
    assert (ebook["edition"], ebook["pages"], printed["edition"]) == ("epub", 0, "print")
    with pikepdf.open(desk / "output" / BOOKS[1]) as pdf:
        assert printed["pages"] == len(pdf.pages)
    assert "tableOfContents" in ebook["access"]["features"]
    assert "alternativeText" not in ebook["access"]["features"]  # one plate has none
    assert "Some photographs have no text alternative." in ebook["access"]["summary"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("slug", "../x"), ("slug", ""), ("title", 7), ("title", "a\0"), ("modified", "now")),
        *(("identifier", "javascript:x"), ("language", "<b>"), ("plates", -1), ("files", [])),
        *(("files", {"../x.pdf": {}}), ("contributors", "x"), ("keywords", [1]), ("isbn", 1)),
        *(("modified", "2026-01-01T25:00:00Z"), ("published", "2026-13"), ("isbn", {"epub": "x"})),
    ],
)
def test_a_record_with_wrong_facts_is_refused(desk: Path, key: str, value: object) -> None:
    path = desk / "output" / RECORD
    told = record(desk / "output")
    told["book"][key] = value
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(UsageError, match="no record of a build"):
        read_record(path)


def test_the_record_tells_nothing_of_the_machine(desk: Path) -> None:
    text = (desk / "output" / RECORD).read_text("utf-8")
    assert str(desk) not in text
    assert str(Path.home()) not in text
    assert "/tmp" not in text


def test_places_far_apart_are_not_told(tmp_path: Path) -> None:
    story = write_story(tmp_path / "a" / "b" / "c" / "story", 1)
    build(story, tmp_path / "x" / "y" / "out", editions=["epub"])
    assert record(tmp_path / "x" / "y" / "out")["story"] is None
    with pytest.raises(UsageError, match="where its story is"):
        verify(tmp_path / "x" / "y" / "out" / RECORD)
    assert verify(tmp_path / "x" / "y" / "out" / RECORD, story=story).same


def test_files_that_were_options_are_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_story(tmp_path / "story", 1)
    styles = tmp_path / "theme" / "styles"
    styles.mkdir(parents=True)
    (styles / "tokens.css").write_text(":root { --text: 9pt; }")
    (tmp_path / "ours.yaml").write_text("extends: office\nlabel: Ours\n")
    monkeypatch.chdir(tmp_path)
    options: dict[str, Any] = {"theme": Path("theme"), "printers": ["ours.yaml", "office"]}
    build(Path("story"), Path("out"), editions=["print"], trim="a5", **options)
    told = record(tmp_path / "out")
    assert told["options"]["theme"] == "../theme"
    assert told["options"]["printers"] == ["../ours.yaml", "office"]
    assert told["options"]["trim"] == "a5"
    assert told["inputs"]["../theme/styles/tokens.css"] == digest(styles / "tokens.css")
    assert told["inputs"]["../ours.yaml"] == digest(tmp_path / "ours.yaml")
    assert list(told["outputs"]) == [
        "a-street-before-the-market-ours.pdf",
        "a-street-before-the-market-office.pdf",
    ]
    assert verify(Path("out")).same
    (styles / "tokens.css").write_text(":root { --text: 12pt; }")
    verdict = verify(Path("out"))
    assert not verdict.same
    assert verdict.differences == ("../theme/styles/tokens.css is another file now",)


def test_the_same_comes_of_it_and_nothing_is_left(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(desk)
    said = platebook(capsys, "verify")
    assert said.code == 0
    assert said.out.splitlines() == [f"same  {name}" for name in BOOKS]
    assert said.err == "2 files made again: all the same\n"
    assert tree(desk) == before


def change_caption(desk: Path) -> None:
    manifest = desk / "story" / "story.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("quiet", "loud"), "utf-8")


def change_photograph(desk: Path) -> None:
    (desk / "story" / "photos" / "01.jpg").write_bytes(
        (desk / "story" / "photos" / "02.jpg").read_bytes()
    )


def change_record(desk: Path, **changes: Any) -> None:
    told = record(desk / "output") | changes
    (desk / "output" / RECORD).write_text(json.dumps(told), "utf-8")


def test_what_differs_is_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "story.yaml is another file now"
    change_caption(desk)
    said = platebook(capsys, "verify", "-q")
    assert said.code == 6
    assert said.out.splitlines() == [*(f"different  {name}" for name in BOOKS), told]
    assert said.err == ""


def test_what_differs_is_told_in_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "photos/01.jpg is another file now"
    change_photograph(desk)
    document = json.loads(platebook(capsys, "verify", "--json", "-q").out)
    assert document["exit"] == 6
    assert document["differences"] == [told]
    assert document["files"][0] == {"file": BOOKS[0], "same": False, "here": ""}


def test_other_versions_come_first_and_alone_make_no_difference(desk: Path) -> None:
    told = record(desk / "output")
    change_record(
        desk,
        versions=told["versions"] | {"weasyprint": "69.0", "elsewhere": "1"},
        design="0" * 64,
        fonts=told["fonts"][1:],
    )
    verdict = verify(desk / "output" / RECORD)
    assert verdict.same
    assert verdict.differences[0] == "elsewhere 1 was there then"
    assert re.fullmatch(r"weasyprint was 69\.0 then, and is [\d.]+ now", verdict.differences[1])
    assert verdict.differences[2] == "platebook’s own templates and styles are others now"
    assert verdict.differences[3].startswith("the fonts are cut otherwise now: Source")


def test_books_that_were_touched_are_told_from_books_that_come_out_otherwise(desk: Path) -> None:
    output = desk / "output"
    with (output / BOOKS[0]).open("ab") as book:
        book.write(b"\0")
    (output / BOOKS[1]).unlink()
    verdict = verify(output / RECORD)
    assert [(each.same, each.here) for each in verdict.files] == [
        (False, "has been changed since it was made"),
        (True, "is not beside its record"),
    ]
    assert not verdict.same


def test_a_difference_without_a_cause_says_where_to_look(desk: Path) -> None:
    outputs = record(desk / "output")["outputs"]
    outputs[BOOKS[0]]["sha256"] = hashlib.sha256(b"another").hexdigest()
    change_record(desk, outputs=outputs)
    verdict = verify(desk / "output" / RECORD)
    assert "nothing that is recorded differs" in verdict.differences[0]


def test_a_story_that_moved_is_asked_for(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "story").rename(desk / "moved")
    said = platebook(capsys, "verify", "-q")
    assert said.code == 2
    assert "no longer at" in said.err
    assert "--story STORY" in said.err
    assert platebook(capsys, "verify", "-q", "--story", "moved").code == 0
    (desk / "moved" / "photos" / "01.jpg").write_bytes(b"nothing")
    assert platebook(capsys, "verify", "-q", "--story", "moved").code == 4


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "null", '"build"', "{", "\ud800", "[" * 100_000, '{"format": 2}'),
        *('{"format": 1}', '{"format": 1, "options": []}'),
    ],
)
def test_what_is_no_record_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / RECORD
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    said = platebook(capsys, "verify", str(file))
    assert said.code == 2
    assert "no record of a build" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "changes",
    [
        {"options": {"editions": [1]}},
        {"options": {"strange": 1}},
        {"options": {"target": []}},
        {"inputs": []},
        {"fonts": [{}]},
        {"outputs": {"../../elsewhere": {"sha256": "", "bytes": 0}}},
        {"outputs": {"a.pdf": None}},
        {"outputs": {"a.pdf": {"sha256": "", "bytes": "many"}}},
        {"findings": [{"severity": "grave"}]},
        {"story": 3},
    ],
)
def test_a_strange_record_is_refused(desk: Path, changes: dict[str, Any]) -> None:
    change_record(desk, **changes)
    with pytest.raises(UsageError, match="no record of a build"):
        verify(desk / "output" / RECORD)


def test_every_key_is_explained(desk: Path) -> None:
    docs = (ROOT / "docs" / "reference" / "build-json.md").read_text("utf-8")
    told = record(desk / "output")
    keys = [*told, *told["options"], *told["fonts"][0], *told["outputs"][BOOKS[0]]]
    missing = [key for key in keys if f"`{key}`" not in docs]
    assert not missing


def test_a_folder_with_several_records_or_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no record"):
        verify(tmp_path)
    for name in ("one", "two"):
        (tmp_path / f"{name}.build.json").write_text("{}")
    with pytest.raises(UsageError, match=r"several stories") as caught:
        verify(tmp_path)
    assert "two.build.json" in caught.value.findings[0].fix
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not an ordinary file"):
        verify(tmp_path / "pipe")
