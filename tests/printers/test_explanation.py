"""Would catch a figure told without its source, a line too long, a document that lacks a rule."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from platebook import printers
from platebook.printers.describe import ROWS
from platebook.printers.printer import Printer, Rule
from tests.command import platebook

RULES = [field.name for field in fields(Printer)][4:]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_rule_has_words() -> None:
    assert [row.field for row in ROWS] == [name for name in RULES if name != "papers"]


def test_the_list_has_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "printers")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(printers.printer_names())
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", printers.printer_names())
def test_an_explanation_tells_every_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "printers", name)
    assert (said.code, said.err) == (0, "")
    assert max(map(len, said.out.splitlines())) <= 80
    assert "\u00a0" not in said.out
    assert not any(line != line.rstrip() for line in said.out.splitlines())
    words = flat(said.out)
    for row in ROWS:
        rule = getattr(printers.load(name), row.field)
        assert row.title in words
        if isinstance(rule, Rule):
            assert flat(f"– {rule.sure}: {rule.source} ({rule.checked})") in words
            assert flat(rule.note) in words
    assert "Check with the printer" in words


def test_what_it_says_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    words = flat(platebook(capsys, "printers", "kdp-paperback").out)
    for told in (
        "Bleed 0.125 in (3.18 mm) at top, outer edge and bottom; none at the binding",
        "24–150 pages: 0.375 in (9.53 mm) 151–300 pages: 0.5 in (12.7 mm)",
        "Crop marks forbidden – vendor: KDP help G201857950, mirrored (2026-10)",
        "premium-colour 0.002347 in (0.05961 mm) a page",
        "72 to 600 pages – restated: As bookbolt restates it (2026-10)",
        "from 79 pages; doubtful below 100",
        "File size 650 MB",
        "Nothing is known of: ICC in images; Ink limit;",
    ):
        assert told in words


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(platebook(capsys, "printers", "--json").out)
    assert document["exit"] == 0
    assert [one["name"] for one in document["printers"]] == list(printers.printer_names())
    for one in document["printers"]:
        assert set(one) == {"name", "label", "about", *RULES}
    kdp = document["printers"][2]
    assert kdp["bleed"]["value"] == {"top": 3.175, "outer": 3.175, "bottom": 3.175, "inner": 0.0}
    assert set(kdp["bleed"]) == {"value", "source", "checked", "sure", "note"}
    assert kdp["forbids"]["value"] == ["annotations", "bookmarks", "metadata", "transparency"]
    assert kdp["papers"][0]["spine"]["value"]["per_page"] == pytest.approx(0.059614)


def test_a_profile_of_ones_own_is_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: generic-x4\nlabel: Druckhaus am Markt\nbleed: 5mm\n")
    said = platebook(capsys, "printers", str(path))
    assert said.code == 0
    assert said.out.startswith("mine – Druckhaus am Markt\n")
    assert "5 mm on every edge – unverified: the profile mine" in flat(said.out)


def test_an_unknown_printer(capsys: pytest.CaptureFixture[str]) -> None:
    said = platebook(capsys, "printers", "lulo")
    assert (said.code, said.out) == (2, "")
    assert "Did you mean lulu?" in said.err
    assert json.loads(platebook(capsys, "printers", "lulo", "--json").out)["exit"] == 2


def test_a_broken_profile(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("bleeds: 5mm\n")
    said = platebook(capsys, "printers", str(path))
    assert (said.code, said.out) == (3, "")
    assert "mine.yaml:1:1: “bleeds” is not a key" in said.err
