"""Inspects the drafts of a build; on errors the files of an earlier build are kept."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from platebook import book
from platebook.check_story import glances
from platebook.editions.model import Job, Made, Output
from platebook.editions.table import edition
from platebook.errors import Finding, PreflightError, Severity, ThemeError
from platebook.pipeline import word_sources
from platebook.preflight import Judges, ReaderProcess, Subject, inspect

#: Codes already reported for the story or the plan are not reported again for the file: the code
#: of a finished file, and the codes of the same fault before.
_SAME = {
    "P060": ("S020",),
    "P032": ("R012",),
    "E042": ("S001", "S003"),
    "E055": ("S010",),
    "E057": ("S002",),
    "E058": ("S007",),
    "E059": ("S004",),
}
#: What a finding quotes, and words long enough to be distinctive.
_QUOTED, _WORD = re.compile("“([^”]*)”"), re.compile(r"\w{4,}")
_PLATE = re.compile(r"plate “[^”]*”")
#: Codes for differences between the words of a book and the story's.
_WORDS = frozenset({"B001", "B002", "B003", "B004", "B005", "B007", "B008"})


def inspected(
    job: Job,
    outputs: Mapping[str, Sequence[Output]],
    scratch: Path,
    judges: Judges = Judges(),  # noqa: B008  frozen
    *,
    strict: bool,
    made: Made = MappingProxyType({}),
    reader: ReaderProcess | None = None,
) -> None:
    """Inspect every draft with preflight, and report the findings.

    The books are compared with their printers' requirements, with each other and with the story;
    with its photographs too, where previews of them were ``made``. ``judges`` are the external
    checkers to run. Raises PreflightError for errors, and with ``strict`` for warnings too.
    """
    job.collected.stage("Inspecting the finished files")
    gc.collect()  # frees the layout's reference cycles: at 1,000 plates a fifth of all memory
    found = inspect(
        _subjects(job, outputs, scratch),
        # A theme may add words, and may be chosen for this build alone.
        story=replace(job.story, theme=job.design.theme),
        glances=glances(made),
        epubcheck=judges.epubcheck,
        ace=judges.ace,
        reader=reader,
    )
    collected = {(each.code, _about(each)) for each in job.collected.findings}
    known = collected | {(each.code, _about(each)) for each in found.all}
    new = [
        _as_reported(each, job)
        for each in found.all
        if (each.code, _about(each)) not in collected
        and not any((same, _about(each)) in known for same in _SAME.get(each.code, ()))
    ]
    if errors := [each for each in new if each.severity is Severity.ERROR]:
        if job.design.foreign:
            _blame_the_theme(job, errors)
        raise PreflightError(errors)
    for each in new:
        job.collected.finding(each)
    if strict and job.collected.warnings:
        raise PreflightError(job.collected.warnings)


def _blame_the_theme(job: Job, errors: Sequence[Finding]) -> None:
    """Raise ThemeError where the words of a book differ from the story's and a theme is used.

    The built-in design neither drops nor adds words.
    """
    words = [each for each in errors if each.code in _WORDS]
    if words:
        fix = "Look at what the theme’s templates and styles add, hide, turn into capitals or move."
        raise ThemeError(
            replace(
                each,
                where=_origin(each, job),
                message=f"{each.where}: {each.message}",
                fix=fix,
                code="",
            )
            for each in words
        )


def _origin(finding: Finding, job: Job) -> str:
    """Return the only file of the theme, or the line that has quoted words which the story has not.

    The theme's folder where neither is known.
    """
    files = job.design.files
    if len(files) == 1:
        return str(files[0])
    known = " ".join(line.text for line in book.lines(job.story)).casefold()
    quoted = " ".join(_QUOTED.findall(finding.message)).casefold()
    added = [word for word in _WORD.findall(quoted) if word not in known]
    for path in files:
        text = path.read_text("utf-8", "replace").casefold()
        for word in added:
            if (at := text.find(word)) >= 0:
                return f"{path}:{text.count(chr(10), 0, at) + 1}"
    return str(job.design.theme)


def _as_reported(finding: Finding, job: Job) -> Finding:
    """Add manifest keys to findings about misplaced type; make a repeated photograph (S010) a note.

    The author of a story may repeat a photograph on purpose.
    """
    if finding.code in word_sources.PLACED:
        return word_sources.with_keys(finding, job.story)
    return replace(finding, severity=Severity.NOTE) if finding.code == "E055" else finding


def _about(finding: Finding) -> str:
    """Return the id of the plate that a finding is about."""
    plate = _PLATE.search(finding.where)
    return plate[0] if plate else ""


def _subjects(
    job: Job, outputs: Mapping[str, Sequence[Output]], scratch: Path
) -> Iterator[Subject]:
    """Yield each draft with its edition's kind of file and the printer whose requirements apply."""
    for name, files in outputs.items():
        spec = edition(name)
        for number, output in enumerate(files if spec.to_inspect else ()):
            yield spec.subject(job, number, scratch / output.file, output)
