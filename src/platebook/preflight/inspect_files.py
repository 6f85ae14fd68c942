"""Inspects files, each in a process of its own, and gathers what is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from platebook.errors import worst_first
from platebook.preflight import external
from platebook.preflight.compare import compare
from platebook.preflight.model import FileKind, InspectedFile, Inspection, Subject, Verdict
from platebook.preflight.reader_process import ReaderProcess
from platebook.printers.printer import Printer
from platebook.report import Report, Silent
from platebook.story import Story

#: The share of its time that EPUBCheck is given for a book that is too much for preflight itself.
_LITTLE_PATIENCE = 0.2


def inspect(
    files: Iterable[Path | Subject],
    *,
    printer: Printer | None = None,
    story: Story | None = None,
    previews: Mapping[str, bytes] | None = None,
    report: Report | None = None,
    epubcheck: bool = False,
    ace: bool = False,
    reader: ReaderProcess | None = None,
) -> Inspection:
    """Inspect finished EPUBs and PDFs of any origin, also damaged or hostile ones.

    ``printer`` is whose rules a PDF is held to that is given as a bare path. Several books are held
    to each other; to the manifest where ``story`` is given, complete (``book.complete``), with
    ``previews`` of its photographs by plate id (``make_preview``). Every file ends
    with findings or a refusal (X001 …), within 18 seconds' work (one more for every 10 MB over
    50 MB), 600 MB of memory. ``epubcheck`` and ``ace`` ask those judges too, where they are there.
    ``reader`` is a process to read the files with, which stays. Raises
    OSError where a file is not there or may not be read, MissingToolError for EPUBCheck's Java.
    """
    report = report or Silent()
    subjects = [
        file if isinstance(file, Subject) else Subject(file, printer=printer) for file in files
    ]
    inspected: list[InspectedFile] = []
    with nullcontext(reader) if reader else ReaderProcess() as process:
        for number, subject in enumerate(subjects, 1):
            report.stage(f"Inspecting {subject.called}")
            result = process.read(subject)
            if result.kind is FileKind.EPUB and result.verdict is not Verdict.REFUSED:
                result = _run_external_checkers(result, report, epubcheck=epubcheck, ace=ace)
            findings = worst_first(dict.fromkeys(result.findings))
            inspected.append(replace(result, findings=tuple(findings)))
            report.step(number, len(subjects), subject.called)
    return Inspection(tuple(inspected), compare(inspected, story, previews))


def _run_external_checkers(
    result: InspectedFile, report: Report, *, epubcheck: bool, ace: bool
) -> InspectedFile:
    """Add what judges from outside say of an e-book that was read to its end."""
    file, book_name = result.subject.file, result.subject.called
    findings = result.findings
    if epubcheck:
        report.stage(f"EPUBCheck judges {book_name}")
        # What is too much to look at here may take EPUBCheck hours.
        too_much = any(finding.code == "X005" for finding in findings)
        patience = _LITTLE_PATIENCE if too_much else 1.0
        findings += external.ask_epubcheck(file, book_name, patience=patience)
    if ace and external.ace_program():
        report.stage(f"Ace judges {book_name}")
        findings += external.ask_ace(file, book_name)
    return replace(result, findings=findings)
