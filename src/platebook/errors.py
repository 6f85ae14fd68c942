"""The errors of platebook: one class for each exit code, with findings for a person.

All mistakes of a kind are reported together, so that an editor who fixes 27 captions does not
have to build 27 times.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn

#: Matches the place of a plate in the manifest, and its id.
_PLATE = re.compile(r"(.+):(\d+:\d+) \(plate “(.+)”\)")
#: Codes whose findings are merged although their figures differ.
_WITH_FIGURES = frozenset({"S020"})
_FIGURE = re.compile(r"\d+")
#: The system's answers about a path as such, whatever is to be done with it.
_REFUSALS = frozenset({errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP})
#: The most places that a merged finding names.
_MOST_NAMED = 100


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  #: the book would be wrong
    WARNING = "warning"  #: the book is correct, but a person should look
    NOTE = "note"  #: information, nothing to fix


@dataclass(frozen=True, slots=True)
class Finding:
    """An error, a warning or a note about one place.

    ``where`` is a place that a person can find (``story.yaml:7:5``, ``photos/a.jpg``, plate and
    page); ``message`` is one sentence without a full stop; ``fix`` says what to do.
    ``code`` is a stable name for scripts, explained in docs/reference/findings.md; mistakes in
    the manifest, a theme or the command line have none.
    """

    where: str
    message: str
    fix: str
    severity: Severity = Severity.ERROR
    code: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}\n  {self.fix}"

    def as_json(self) -> dict[str, str]:
        """Return the finding as values that JSON has."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "where": self.where,
            "message": self.message,
            "fix": self.fix,
        }

    @classmethod
    def from_json(cls, table: Mapping[str, str]) -> Finding:
        """Return the finding that ``as_json`` wrote. Raises KeyError and ValueError for others."""
        severity = Severity(table["severity"])
        return cls(table["where"], table["message"], table["fix"], severity, table["code"])


#: The place of each severity, the worst first.
GRAVITY = {severity: place for place, severity in enumerate(Severity)}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by severity; what is equally grave stays in its order."""
    return sorted(findings, key=lambda finding: GRAVITY[finding.severity])


def group(findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
    """Merge findings that differ only in their places, in the order of the first.

    Findings about too few pixels may differ in their figures too.
    """
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        wording = finding.message, finding.fix
        if finding.code in _WITH_FIGURES:
            wording = _FIGURE.sub("0", finding.message), _FIGURE.sub("0", finding.fix)
        alike.setdefault((finding.severity, finding.code, *wording), []).append(finding)
    return alike.values()


def together(alike: Sequence[Finding]) -> Finding:
    """Merge findings that differ only in their places."""
    first = alike[0]
    if len(alike) == 1:
        return first
    places = [finding.where for finding in alike]
    matches = [match for match in map(_PLATE.fullmatch, places) if match]
    files = {match[1] for match in matches}
    if len(matches) == len(places) and len(files) == 1:
        places = [f"“{match[3]}” ({match[2]})" for match in matches]
    names = ", ".join(places[:_MOST_NAMED])
    more = len(places) - _MOST_NAMED
    names += f" and {more:,} more" if more > 0 else ""
    where = f"{files.pop()}: plates {names}" if len(files) == 1 and places[0][0] == "“" else names
    message = _merge_figures([finding.message for finding in alike])
    message = f"each {message[3:]}" if message.startswith("it ") else message
    return replace(
        first, where=where, message=message, fix=_merge_figures([finding.fix for finding in alike])
    )


def _merge_figures(texts: Sequence[str]) -> str:
    """Merge texts that differ only in figures: ``86 to 203 ppi``."""
    ranges = (
        str(low) if low == high else f"{low} to {high}"
        for figures in zip(*(map(int, _FIGURE.findall(text)) for text in texts), strict=True)
        for low, high in [(min(figures), max(figures))]
    )
    return texts[0] if len(set(texts)) == 1 else _FIGURE.sub(lambda _: next(ranges), texts[0])


class PlatebookError(Exception):
    """A failure that the user can fix; the base class of all others."""

    exit_code = 1

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))

    def __reduce__(self) -> tuple[type[PlatebookError], tuple[tuple[Finding, ...]]]:
        """Support pickle, so that an error of another process can be raised here."""
        return type(self), (self.findings,)

    @classmethod
    def of(cls, where: str, message: str, fix: str) -> PlatebookError:
        """Make an error with one finding."""
        return cls(Finding(where, message, fix))


class UsageError(PlatebookError):
    """Wrong use of the command line or the API."""

    exit_code = 2


class ManifestError(PlatebookError):
    """The manifest is wrong, or a text in it cannot be set."""

    exit_code = 3


class PhotoError(PlatebookError):
    """A photograph cannot be used."""

    exit_code = 4


class ThemeError(PlatebookError):
    """A template or a stylesheet is wrong."""

    exit_code = 5


class PreflightError(PlatebookError):
    """Inspection of a finished file found errors; nothing was replaced."""

    exit_code = 6


class MissingToolError(PlatebookError):
    """A tool, library or font that is needed is not on this machine."""

    exit_code = 7


class OutputError(PlatebookError):
    """The output cannot be written."""

    exit_code = 8


def raise_unreadable(error: OSError) -> NoReturn:
    """Raise UsageError for a file or folder that cannot be read; ``os.walk`` alone skips it."""
    fix = "Change its permissions, or name the files and folders beside it."
    reason = (error.strerror or "the system refuses").lower()
    raise UsageError.of(str(error.filename), f"cannot be read: {reason}", fix) from error


def refused_path(error: BaseException | None) -> UsageError | None:
    """Return what is wrong where the system refuses a path as such; None for other errors."""
    if isinstance(error, RuntimeError):  # Path.resolve() makes one of a loop of links
        error = error.__context__
    if not isinstance(error, OSError) or not isinstance(error.filename, str | bytes):
        return None
    if error.errno not in _REFUSALS:
        return None
    fix = "Choose another file or folder, or change the permissions of this one."
    if error.errno == errno.ENAMETOOLONG:
        fix = "Choose a shorter name."
    reason = (error.strerror or "the system refuses").lower()
    return UsageError(Finding(os.fsdecode(error.filename), f"cannot be used: {reason}", fix))
