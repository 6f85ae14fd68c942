"""Would catch a warning swallowed or told twice, and words where silence was asked for."""

from __future__ import annotations

import pytest

from platebook.errors import Finding, Severity
from platebook.report import CollectingReport, Silent, Terminal

NOTE, WARNING, ERROR = (
    Finding(f"{severity} place", f"{severity} message", f"{severity} fix", severity)
    for severity in (Severity.NOTE, Severity.WARNING, Severity.ERROR)
)


def run_through(terminal: Terminal) -> None:
    """Report one of everything."""
    terminal.stage("Looking at the photographs")
    terminal.step(1, 2, "a.jpg")
    for finding in (NOTE, WARNING, ERROR):
        terminal.finding(finding)
    terminal.step(2, 2, "b.jpg")
    terminal.say("2 plates")
    terminal.close()


USUAL = (
    "warning place: warning: warning message\n  warning fix\nerror place: error message\n"
    "  error fix\n2 plates\n"
)
ALL = (
    "Looking at the photographs\n  1/2 a.jpg\nnote place: note: note message\n  note fix\n"
    "warning place: warning: warning message\n  warning fix\nerror place: error message\n"
    "  error fix\n  2/2 b.jpg\n2 plates\n"
)
QUIET = "error place: error message\n  error fix\n"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, USUAL),
        ({"verbose": True}, ALL),
        ({"quiet": True}, QUIET),
        ({"quiet": True, "verbose": True}, QUIET),
    ],
)
def test_what_is_said_is_what_was_asked_for(
    how: dict[str, bool], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(**how)
    run_through(terminal)
    assert capsys.readouterr() == ("", said)
    assert terminal.findings == [NOTE, WARNING, ERROR], "heard is heard, shown or not"


def test_a_finding_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.finding(WARNING)
    terminal.print_always(WARNING)
    assert capsys.readouterr().err.count("warning message") == 1


def test_what_ends_a_run_is_told_even_when_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=True)
    terminal.finding(WARNING)
    assert capsys.readouterr().err == ""
    terminal.print_always(WARNING)
    assert "warning message" in capsys.readouterr().err


def many(count: int, severity: Severity = Severity.WARNING) -> list[Finding]:
    """Return as many findings of one code."""
    return [
        Finding(f"plate {n}", f"too few pixels: {n}", "mend", severity, "S012")
        for n in range(count)
    ]


def test_of_many_alike_a_screenful_is_told_and_the_rest_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal()
    for finding in [*many(2000), WARNING]:
        terminal.finding(finding)
    terminal.say("2,000 plates")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 * 12 + 2 + 2, "the other kind is told too"
    assert lines[-2:] == ["and 1988 more: S012 × 1988 (-v shows all)", "2,000 plates"]
    assert len(terminal.findings) == 2001


def test_few_pixels_of_many_plates_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures differ from plate to plate: a screenful said the same of each."""
    found = [
        Finding(f"story.yaml:{n}:3 (plate “p{n}”)", f"{n} ppi at 90 mm", f"Print it {n} mm.",
                Severity.WARNING, "S020")
        for n in (200, 90, 130)
    ]  # fmt: skip
    terminal, verbose = Terminal(), Terminal(verbose=True)
    for report in (terminal, verbose):
        for finding in found:
            report.finding(finding)
    terminal.say("done")
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if ": plates " in line] == [
        "story.yaml: plates “p200” (200:3), “p90” (90:3), “p130” (130:3): "
        "warning: 90 to 200 ppi at 90 mm"
    ]
    assert "  Print it 90 to 200 mm." in lines
    assert sum("(plate “p" in line for line in lines) == 3
    assert terminal.findings == found


def test_all_are_told_where_that_is_asked_for_or_they_end_the_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal(verbose=True)
    for finding in many(40):
        terminal.finding(finding)
    errors = many(40, Severity.ERROR)
    for finding in errors:
        terminal.finding(finding)
    strict = Terminal()
    for finding in many(40):
        strict.finding(finding)
    for finding in many(40):
        strict.print_always(finding)
    strict.say("Stopped")
    told = capsys.readouterr().err
    assert told.count("too few pixels") == 120
    assert "more:" not in told


def test_warnings_that_differ_in_their_places_alone_are_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Thirty plates of a fresh story without alt texts filled two screens."""
    terminal = Terminal()
    for n in range(30):
        where = f"story.yaml:{n + 9}:5 (plate “p{n}”)"
        fix = "Write alt: and what it shows."
        for word, code in (("alt text", "S001"), ("caption", "S006")):
            terminal.finding(Finding(where, f"it has no {word}", fix, Severity.WARNING, code))
    terminal.stage("The next")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    named = ", ".join(f"“p{n}” ({n + 9}:5)" for n in range(30))
    assert lines[0] == f"story.yaml: plates {named}: warning: each has no alt text"
    assert lines[1] == "  Write alt: and what it shows."
    assert len(terminal.findings) == 60, "--json tells each"
    terminal.print_all_always(terminal.findings)
    terminal.say("")
    assert capsys.readouterr().err.strip() == ""


@pytest.mark.slow
def test_of_very_many_places_a_screenful_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = [
        Finding(f"{n}.jpg", "it is gray", "mend", Severity.WARNING, "F001") for n in range(999)
    ]
    Terminal(quiet=True).print_all_always(found)
    line, _ = capsys.readouterr().err.splitlines()
    assert line.startswith("0.jpg, 1.jpg, ")
    assert line.endswith(", 99.jpg and 899 more: warning: each is gray")
    verbose = Terminal(verbose=True)
    for finding in found:
        verbose.finding(finding)
    assert capsys.readouterr().err.count("it is gray") == 999


def test_words_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets and colons are markup to the library that draws, and names to a reader."""
    finding = Finding(
        "[red]a[/red].jpg", ":smile: [bold]x", "Write [link=x] or\nanother", ERROR.severity
    )
    terminal = Terminal()
    terminal.finding(finding)
    terminal.say("[1/2] done")
    assert capsys.readouterr().err == (
        "[red]a[/red].jpg: :smile: [bold]x\n  Write [link=x] or\n  another\n[1/2] done\n"
    )


def test_a_long_line_is_left_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A line broken by us could not be searched for, nor its path be clicked."""
    Terminal().finding(Finding("place", "word " * 100 + "end", "fix " * 100 + "end"))
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_control_characters_are_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().finding(Finding("a\x1b[2J\x07\x9b.jpg", "b\rc", "d\x00"))
    assert capsys.readouterr().err == r"a\x1b[2J\x07\x9b.jpg: b\x0dc" + "\n  " + r"d\x00" + "\n"


def test_heard_passes_on_and_remembers() -> None:
    below = Silent()
    heard = CollectingReport(below)
    heard.stage("a stage")
    heard.step(1, 1)
    for finding in (NOTE, WARNING, NOTE):
        heard.finding(finding)
    assert heard.findings == below.findings == [NOTE, WARNING]
    assert heard.warnings == [WARNING]


def test_a_terminal_without_columns_is_told_all(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch a run that fails without a word where COLUMNS is 0, as in some containers."""
    monkeypatch.setenv("COLUMNS", "0")
    Terminal().say("No file.")
    assert "No file." in capsys.readouterr().err
