"""Would catch a finding lost in the telling, a screen that overflows, broken data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.model import FileKind, InspectedFile, Inspection, Subject
from platebook.preflight.report import text_report

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "preflight.schema.json"
BOOK = Subject(Path("books/two words.pdf"))


def page(number: int, plate: str = "") -> str:
    return BOOK.page(number) + (f" (plate “{plate}”)" if plate else "")


def inspection(findings: Sequence[Finding], between: Sequence[Finding] = ()) -> Inspection:
    return Inspection((InspectedFile(BOOK, FileKind.PDF, tuple(findings)),), tuple(between))


def found(code: str, where: str, **more: Severity) -> Finding:
    return codes.finding(code, where, "something is odd", **more)


def test_what_is_about_one_plate_stands_together_and_the_worst_comes_first() -> None:
    told = list(
        text_report.lines(
            inspection(
                [
                    found("P060", page(3, "river")),
                    found("P024", page(4)),
                    found("P050", page(3, "river")),
                ]
            )
        )
    )
    assert [line for line in told if not line.startswith(" ")] == [
        "plate “river”",
        "books/two words.pdf, page 4",
    ]
    assert told[1].startswith("  error P050: books/two words.pdf, page 3: ")


def test_how_to_mend_it_is_said_once() -> None:
    told = list(text_report.lines(inspection([found("P024", page(n)) for n in (1, 2)])))
    assert sum(codes.all_entries()["P024"].fix in line for line in told) == 1


@pytest.mark.parametrize("count", [1, 5, 400])
def test_a_screen_is_enough_and_nothing_goes_uncounted(count: int) -> None:
    some = [found(code, page(n)) for n in range(count) for code in ("P050", "P024", "P060")]
    told = list(text_report.lines(inspection(some)))
    assert len(told) <= text_report.SCREEN + 1
    shown = sum(line.startswith(("  error", "  warning")) for line in told)
    left = int(told[-1].split()[1]) if told[-1].startswith("and ") else 0
    assert shown + left == 3 * count


def test_every_code_has_its_turn_before_another_is_told_again() -> None:
    some = [found("P051", page(n)) for n in range(50)] + [found("P006", "books/two words.pdf")]
    assert any(" P006: " in line for line in text_report.lines(inspection(some)))


def test_verbose_tells_all_notes_too() -> None:
    some = [found("P051", page(n)) for n in range(50)] + [found("E081", "books/two words.pdf")]
    told = list(text_report.lines(inspection(some), verbose=True))
    assert sum(line.startswith("  error P051") for line in told) == 50
    assert any(line.startswith("  note E081") for line in told)
    assert not any("E081" in line for line in text_report.lines(inspection(some)))


def test_the_verdict_says_for_whom() -> None:
    assert list(text_report.verdicts(inspection([]))) == ["books/two words.pdf: ready"]
    (line,) = text_report.verdicts(inspection([found("P050", page(1)), found("P060", page(2))]))
    assert line == "books/two words.pdf: not ready (1 error, 1 warning)"
    (line,) = text_report.verdicts(inspection([found("X002", "books/two words.pdf")]))
    assert line.startswith("books/two words.pdf: could not be read")


@pytest.mark.parametrize("some", [[], sorted(codes.all_entries())])
def test_the_data_keeps_its_schema(some: list[str]) -> None:
    findings = [found(code, page(1)) for code in some]
    document = {"exit": 6 if some else 0, **text_report.document(inspection(findings))}
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)


def test_sarif_names_each_rule_once_and_points_at_the_file() -> None:
    between = [found("P060", "winter.epub and winter.pdf")]
    log = text_report.sarif(
        inspection([found("P050", page(1)), found("P050", page(2))], between), "1.0"
    )
    (run,) = log["runs"]  # type: ignore[misc]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["P050", "P060"]
    results = run["results"]
    assert [result["ruleId"] for result in results] == ["P060", "P050", "P050"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    places = [result["locations"][0] for result in results]
    assert "physicalLocation" not in places[0]
    uri = places[1]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "books/two%20words.pdf"
