"""Would catch an import that writes half a story, changes a source, or ends in a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from platebook.manifest import load_story
from tests.command import platebook, tree
from tests.importing import corpus


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three photographs, and a text with marks for three captions and one more."""
    corpus.photographs(tmp_path / "photos", ["01.jpg", "02.jpg", "03.jpg"])
    lines = ["Four Mornings", "The stalls go up in the dark, and nobody speaks much before six."]
    lines += [f"0{number}.jpg: Morning number {number} at the market." for number in (1, 2, 4, 3)]
    (tmp_path / "article.txt").write_text("\n\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_story_that_builds(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(desk / "photos")
    said = platebook(capsys, "import", "article.txt", "photos", "mine")
    assert (said.code, said.out) == (0, "mine\n")
    assert tree(desk / "photos") == before
    story = load_story.load(desk / "mine")
    assert [plate.photo for plate in story.plates] == [
        "photos/01.jpg", "photos/02.jpg", "photos/missing-03.png", "photos/03.jpg",
    ]  # fmt: skip
    assert [plate.caption for plate in story.plates] == [
        f"Morning number {number} at the market." for number in (1, 2, 4, 3)
    ]
    assert sorted(path.name for path in (desk / "mine").iterdir()) == [
        "photos", "story.schema.json", "story.yaml",
    ]  # fmt: skip
    assert "04.jpg is missing" in said.err


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "code"), [("print", 6), ("epub", 0)])
def test_a_stand_in_stops_print_alone(
    desk: Path, capsys: pytest.CaptureFixture[str], edition: str, code: int
) -> None:
    platebook(capsys, "import", "article.txt", "photos", "mine")
    said = platebook(capsys, "build", "mine", "--edition", edition)
    assert said.code == code
    assert "takes the place of a missing photograph" in said.err


@pytest.mark.slow
def test_dry_run_writes_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(desk)
    said = platebook(capsys, "import", "article.txt", "photos", "mine", "--dry-run")
    assert said.code == 0
    assert said.out.startswith("# yaml-language-server")
    assert tree(desk) == before
    platebook(capsys, "import", "article.txt", "photos", "mine")
    assert (desk / "mine" / "story.yaml").read_text(encoding="utf-8") == said.out


@pytest.mark.slow
def test_summary_as_data(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (desk / "article.txt").open("a", encoding="utf-8") as file:
        file.write("\n\nSign up for our newsletter")
    said = platebook(capsys, "import", "article.txt", "photos", "mine", "--json")
    document = json.loads(said.out)
    assert document["exit"] == 0
    assert document["missing"] == ["photos/missing-03.png"]
    assert [left["text"] for left in document["left_out"]] == ["Sign up for our newsletter"]
    assert len(document["sections"][0]["plates"]) == 4


@pytest.mark.slow
def test_same_sources_same_bytes(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    platebook(capsys, "import", "article.txt", "photos", "one")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LANG", "ar_EG.UTF-8")
    platebook(capsys, "import", "article.txt", "photos", "two")
    assert tree(desk / "one") == tree(desk / "two")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["article.txt"], 2, "it needs a source and a folder"),
        (["nothing.txt", "mine"], 2, "there is no such file"),
        (["https://example.org/story", "mine"], 2, "platebook fetches nothing"),
        (["article.txt", "mine"], 4, "no photograph"),
        (["article.txt", "photos", "article.txt"], 8, "a file, not a folder"),
        (["article.txt", "photos", "full"], 8, "it holds notes.txt"),
        (["photos", "mine", "--columns", "Text=words"], 2, "names no column and key"),
        (["photos", "mine", "--language", "English"], 2, "--language: “English” is not a language"),
        (["story.pages", "mine"], 4, "story.pages: it is a Pages document: export it as Word"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    (desk / "full").mkdir()
    (desk / "full" / "notes.txt").write_text("mine")
    (desk / "story.pages").write_text("")
    before = tree(desk)
    said = platebook(capsys, "import", *arguments)
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert "Traceback" not in said.err
    assert tree(desk) == before


def test_a_source_that_is_named_and_not_read_is_not_among_what_was_left_out(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "story.rtf").write_text("{\\rtf1}")
    said = platebook(capsys, "import", "story.rtf", "photos", "mine", "--dry-run")
    assert "Not read: story.rtf: it is a Rich Text document: save it as .docx." in said.err


_WRITTEN = """\
# My own words.
title:   The Market    # as printed
language: en
plates:
- photo: photos/01.jpg      # the first
  caption: 'What I wrote: nothing changes it.'
- {photo: photos/02.jpg}
"""


@pytest.fixture
def written(desk: Path) -> Path:
    """A story that a person wrote, with two of the photographs."""
    (desk / "mine" / "photos").mkdir(parents=True)
    for name in ("01.jpg", "02.jpg"):
        (desk / "mine" / "photos" / name).write_bytes((desk / "photos" / name).read_bytes())
    (desk / "mine" / "story.yaml").write_text(_WRITTEN, encoding="utf-8")
    return desk / "mine"


@pytest.mark.slow
def test_a_story_gets_what_it_lacks_and_keeps_the_rest(
    desk: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "file,caption,alt\n01.jpg,Not this,One\n02.jpg,Second,Two\n03.jpg,Third,Three\n"
    (desk / "captions.csv").write_text(table, encoding="utf-8")
    said = platebook(capsys, "import", "captions.csv", "photos", "mine", "--json")
    assert said.code == 0
    text = (written / "story.yaml").read_text(encoding="utf-8")
    for line in _WRITTEN.splitlines()[:6]:
        assert f"{line}\n" in text
    story = load_story.load(written)
    assert [(plate.photo, plate.caption, plate.alt) for plate in story.plates] == [
        ("photos/01.jpg", "What I wrote: nothing changes it.", "One"),
        ("photos/02.jpg", "Second", "Two"),
        ("photos/03.jpg", "Third", "Three"),
    ]
    left = {item["text"]: item["reason"] for item in json.loads(said.out)["left_out"]}
    assert left["Not this"] == "plate “01” has a caption already"
    before = tree(written)
    assert platebook(capsys, "import", "captions.csv", "photos", "mine").code == 0
    assert tree(written) == before, "a second import changes something"


@pytest.mark.slow
def test_a_story_is_not_touched_by_a_dry_run_or_a_failure(
    desk: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(written)
    said = platebook(capsys, "import", "photos", "mine", "--dry-run")
    assert "photos/03.jpg" in said.out
    assert tree(written) == before
    (written / "story.yaml").write_text("title: [", encoding="utf-8")
    before = tree(written)
    assert platebook(capsys, "import", "photos", "mine").code == 3
    assert tree(written) == before


@pytest.mark.slow
def test_new_with_photographs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "new", "mine", "--photos", "photos", "--article", "article.txt")
    assert said.code == 0
    assert len(load_story.load(desk / "mine").plates) == 4
    said = platebook(capsys, "new", "mine", "--photos", "photos")
    assert (said.code, said.out) == (8, "")


@pytest.mark.slow
def test_file_names_of_every_kind(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names that shells, addresses, Windows or UTF-8 take otherwise give photographs as well."""
    names = {
        b"#1.jpg": "#1.jpg", b"who?.jpg": "who-.jpg", b"-rf.jpg": "rf.jpg", b"b\nc.jpg": "b-c.jpg",
        b"bad\xff.jpg": "bad-.jpg", "x\u202egpj.jpg".encode(): "x-gpj.jpg",
    }  # fmt: skip
    folder = desk / "Story #2"
    corpus.photographs(folder, [f"{number}.jpg" for number in range(len(names))])
    for number, name in enumerate(names):
        (folder / f"{number}.jpg").rename(folder / os.fsdecode(name))
    said = platebook(capsys, "import", "Story #2", "mine", "--json")
    assert said.code == 0
    plates = json.loads(said.out)["sections"][0]["plates"]
    assert {plate["photo"] for plate in plates} == {f"photos/{name}" for name in names.values()}
    assert platebook(capsys, "check", "mine").code == 0
