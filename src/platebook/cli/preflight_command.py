"""The command ``preflight``: inspects finished files, and reports findings with codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from platebook.cli import stdout
from platebook.cli.exit import MUCH, CommandOutput, answer_command
from platebook.cli.options import Json, Quiet, Strict, Verbose
from platebook.cli.reports import Reports
from platebook.errors import Finding, PreflightError, Severity, UsageError

if TYPE_CHECKING:
    from platebook.preflight.model import Inspection, Subject
    from platebook.printers.printer import Printer
    from platebook.report import Report
    from platebook.story import Story

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE", help="Finished EPUBs, PDFs and websites, platebook’s or any other."
    ),
]
Printers = Annotated[
    list[str] | None,
    typer.Option(
        "--printer",
        metavar="NAME",
        help="Hold the PDFs to what this printer asks for: a name that `platebook printers` "
        "lists, or a profile of your own (.yaml). Given more than once, each PDF is held to the "
        "one whose name its own ends with.",
    ),
]
StoryGiven = Annotated[
    Path | None,
    typer.Option(
        "--story",
        metavar="STORY",
        help="Hold the books to this story too: its folder, or its manifest.",
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE.html",
        help="Write a page that shows every page of all files side by side, with what was found.",
    ),
]
SarifFile = Annotated[
    Path | None,
    typer.Option(
        "--sarif", metavar="FILE", help="Write what was found as SARIF 2.1.0, for CI systems."
    ),
]
StatementFile = Annotated[
    Path | None,
    typer.Option(
        "--statement",
        metavar="FILE",
        help="Draft an accessibility statement from what was found: FILE.md, or FILE.html.",
    ),
]
NoEpubcheck = Annotated[
    bool,
    typer.Option("--no-epubcheck", help="Do not ask EPUBCheck, which takes seconds and Java."),
]
NoAce = Annotated[
    bool,
    typer.Option(
        "--no-ace", help="Do not ask Ace, the accessibility checker, though it is installed."
    ),
]


def preflight(
    files: Files,
    printer: Printers = None,
    story: StoryGiven = None,
    report: ReportFile = None,
    sarif: SarifFile = None,
    statement: StatementFile = None,
    no_epubcheck: NoEpubcheck = False,
    no_ace: NoAce = False,
    strict: Strict = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Inspect finished books: what a printer, a shop or a reader would stumble over.

    Takes any EPUB and PDF, and the folder of a website (--edition web), also damaged ones.
    Several are compared with each other: they should tell one story. What each code means:
    docs/reference/findings.md.
    """
    with answer_command(quiet=quiet, verbose=verbose, as_json=as_json, megabytes=MUCH) as answer:
        from platebook import printers
        from platebook.preflight.inspect_files import inspect

        _require_files(files)
        reports = Reports.of(sarif, report, statement)
        reports.refuse(*files, *map(Path, printer or ()))
        profiles = [printers.load(name) for name in dict.fromkeys(printer or ())]
        subjects = _choose_printers(files, profiles)
        expected, previews = _read_story(story, answer.terminal, reports) if story else (None, {})
        inspection = inspect(
            subjects,
            story=expected,
            previews=previews,
            report=answer.terminal,
            epubcheck=not no_epubcheck,
            ace=not no_ace,
        )
        reports.write(inspection, expected, epubcheck=not no_epubcheck, ace=not no_ace)
        _print_findings(
            answer,
            inspection,
            reports.take_stdout,
            strict=strict,
            as_json=as_json,
            quiet=quiet,
            verbose=verbose,
        )


def _require_files(files: Sequence[Path]) -> None:
    """Report missing files and folders before work begins."""
    fix = (
        "Name a finished book, an .epub or a .pdf, or the folder of a website, with its "
        "index.html; `platebook check DIR` looks over a story."
    )
    wrong = [Finding(str(file), what, fix) for file in files if (what := _path_problem(file))]
    if wrong:
        raise UsageError(wrong)


def _choose_printers(files: Sequence[Path], printers: Sequence[Printer]) -> list[Subject]:
    """Choose each file's printer: the only one given, or the one in the file's name."""
    from platebook.preflight.model import Subject

    if len(printers) < 2:
        return [Subject(file, printer=printers[0] if printers else None) for file in files]
    subjects, wrong = [], []
    for file in files:
        stem = file.stem.removesuffix("-cover")
        of_it = [printer for printer in printers if stem.endswith(f"-{printer.name}")]
        if not of_it and file.suffix.lower() == ".pdf":
            names = ", ".join(profile.name for profile in printers)
            message = f"for which of the printers ({names}) it is, its name does not tell"
            wrong.append(Finding(str(file), message, "Inspect it alone, with its one --printer."))
        # “-a-b” ends with “-b” too: the longest name counts.
        longest = max(of_it, key=lambda profile: len(profile.name), default=None)
        subjects.append(Subject(file, printer=longest))
    if wrong:
        raise UsageError(wrong)
    return subjects


def _path_problem(file: Path) -> str:
    """Describe what is wrong with a path; empty where it is a file or a website's folder."""
    if file.is_file() or (file / "index.html").is_file():
        return ""
    if not file.exists():
        return "is not there"
    if file.is_dir():
        return "is a folder, and no website: it has no index.html"
    return "is no file but a device or a pipe"


def _read_story(
    folder: Path, report: Report, reports: Reports
) -> tuple[Story, Mapping[str, bytes]]:
    """Read the story as a build does, and make previews of its photographs with the cache."""
    from platebook import book, output, themes
    from platebook.check_story import make_previews
    from platebook.manifest import load_story, theme_file
    from platebook.photos import survey_photos
    from platebook.photos.cache import PLATES, Cache
    from platebook.photos.worker_pool import WorkerPool

    story = load_story.load(folder)
    reports.refuse_story(story)
    cache = Cache(output.cache_folder() / PLATES)
    with WorkerPool() as workers, output.workroom() as room:
        surveyed = survey_photos.survey(story, report=report, workers=workers, cache=cache)
        previews = make_previews(surveyed, room, cache, report, workers)
        direction = theme_file.theme_direction(themes.find(story.theme))
        return direction.apply(book.complete(story, surveyed)), previews


def _print_findings(
    answer: CommandOutput,
    inspection: Inspection,
    stdout_taken: bool,
    *,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print findings to stderr and verdicts to stdout, and exit by the most severe finding.

    Where a report has ``stdout_taken`` stdout, the verdicts go to stderr too.
    """
    from platebook.preflight.report import text_report

    fatal = [Severity.ERROR, *([Severity.WARNING] if strict else [])]
    failing = [finding for finding in inspection.all if finding.severity in fatal]
    code = PreflightError.exit_code if failing else 0
    answer.terminal.close()
    if quiet:
        for finding in failing:
            answer.terminal.print_always(finding)
    for line in text_report.lines(inspection, verbose=verbose):
        answer.terminal.say(line)
    if as_json:
        stdout.write_json({"exit": code, **text_report.document(inspection)})
    elif not failing and not stdout_taken:
        stdout.write("".join(f"{line}\n" for line in text_report.verdicts(inspection)))
    else:
        for line in text_report.verdicts(inspection):
            answer.terminal.say(line)
    answer.terminal.say(text_report.count_in_words(inspection.all) or "nothing found")
    if code:
        raise typer.Exit(code)
