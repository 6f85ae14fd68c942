"""Would catch a book passed that is not ready, a wrong exit code, words in place of data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.command import Said, platebook
from tests.preflight import presses

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "preflight.schema.json"


class Desk:
    """A folder with a book and its printer's profile, and a command line to ask about them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.book = presses.clean(folder)
        self.file = folder / "book.pdf"

    def ask(self, *arguments: str) -> Said:
        self.book.save(self.file)
        return self.tell(str(self.file), "--printer", str(self.folder / "strict.yaml"), *arguments)

    def tell(self, *arguments: str) -> Said:
        return platebook(self._capsys, "preflight", *arguments)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_sound_book_is_ready(desk: Desk) -> None:
    said = desk.ask()
    assert (said.code, said.out) == (0, f"{desk.file}: ready for The strict one\n")
    assert said.err == "nothing found\n"


@pytest.mark.slow
def test_each_of_several_pdfs_is_held_to_the_printer_of_its_name(desk: Desk) -> None:
    """A file that keeps one printer's rules and not another's must not pass for the other."""
    mine = desk.folder / "book-strict.pdf"
    desk.book.save(mine)
    another = desk.folder / "very-strict.yaml"
    another.write_text("label: Another\nleast-pages: 900\n")
    for_another = desk.folder / "book-very-strict.pdf"
    desk.book.save(for_another)
    both = (str(desk.folder / "strict.yaml"), str(another))
    files = (str(mine), str(for_another))
    said = desk.tell(*files, "--printer", both[0], "--printer", both[1])
    assert f"{mine}: ready for The strict one" in said.out
    assert f"{for_another}: someone should look" in said.out
    desk.book.save(desk.file)
    said = desk.tell(str(desk.file), "--printer", both[0], "--printer", both[1])
    assert (said.code, said.out) == (2, "")
    assert "its name does not tell" in said.err


def test_an_error_fails_and_leaves_stdout_empty(desk: Desk) -> None:
    del desk.book.pdf.Root.OutputIntents
    said = desk.ask()
    assert (said.code, said.out) == (6, "")
    assert "error P006: it has no output intents for press" in said.err
    assert said.err.endswith("book.pdf: not ready (1 error)\n1 error\n")


@pytest.mark.slow
def test_a_warning_fails_only_where_it_is_asked_to(desk: Desk) -> None:
    desk.book.page(3).Rotate = 90
    said = desk.ask()
    assert said.code == 0
    assert said.out.endswith("book.pdf: someone should look (1 warning)\n")
    assert "warning P024" in said.err
    assert desk.ask("--strict").code == 6


@pytest.mark.slow
def test_quiet_says_only_what_fails(desk: Desk) -> None:
    desk.book.page(3).Rotate = 90
    assert desk.ask("-q").err == ""
    del desk.book.pdf.Root.OutputIntents
    said = desk.ask("-q")
    assert "output intents" in said.err
    assert "turned" not in said.err


@pytest.mark.slow
def test_json_is_one_document_in_any_case(desk: Desk) -> None:
    schema = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for code, verdict in ((0, "ready"), (6, "errors")):
        document = json.loads(desk.ask("--json").out)
        schema.validate(document)
        assert (document["exit"], document["files"][0]["verdict"]) == (code, verdict)
        desk.book.page(1).Contents = presses.Stream(desk.book.pdf, b"1 0 0 rg 90 90 99 99 re f")
    missing = platebook(desk._capsys, "preflight", str(desk.folder / "nix.pdf"), "--json")
    document = json.loads(missing.out)
    schema.validate(document)
    assert (missing.code, document["exit"]) == (2, 2)


@pytest.mark.slow
def test_sarif_and_report_are_written_where_they_were_asked_for(desk: Desk) -> None:
    del desk.book.pdf.Root.OutputIntents
    log, report = desk.folder / "ci" / "found.sarif", desk.folder / "report.html"
    assert desk.ask("--sarif", str(log), "--report", str(report)).code == 6
    (run,) = json.loads(log.read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["P006"]
    assert "P006" in report.read_text(encoding="utf-8")


def test_what_is_no_file_is_told_before_anything_is_read(desk: Desk) -> None:
    said = platebook(desk._capsys, "preflight", str(desk.folder), str(desk.folder / "nix.pdf"))
    assert (said.code, said.out) == (2, "")
    assert "is a folder, and no website" in said.err
    assert "is not there" in said.err
