"""Every way a build can fail: one class an exit code, each carrying sentences for a person.

A failure is one or more findings; all mistakes of a kind are told together, because an editor
who mends 27 captions must not build 27 times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  #: the book would be wrong
    WARNING = "warning"  #: the book is right, but someone should look
    NOTE = "note"  #: worth knowing, nothing to mend


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth a look.

    ``where`` names the place as a person finds it (``story.yaml:7:5``, ``photos/a.jpg``, plate
    and page); ``message`` is one sentence without a full stop; ``fix`` says what to do.
    ``code`` is a stable name for scripts, which docs/findings.md explains; mistakes in the
    manifest, a theme or the command line have none.
    """

    where: str
    message: str
    fix: str
    severity: Severity = Severity.ERROR
    code: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}\n  {self.fix}"


class PlatebookError(Exception):
    """A failure that the user can mend; the base of all of ours."""

    exit_code = 1

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))

    def __reduce__(self) -> tuple[type[PlatebookError], tuple[tuple[Finding, ...]]]:
        """Let another process's error be raised here (pickle)."""
        return type(self), (self.findings,)

    @classmethod
    def of(cls, where: str, message: str, fix: str) -> PlatebookError:
        """Make an error of one finding."""
        return cls(Finding(where, message, fix))


class UsageError(PlatebookError):
    """The command line or the call asks for what does not exist."""

    exit_code = 2


class ManifestError(PlatebookError):
    """The manifest cannot become a story, or what it says cannot become a page."""

    exit_code = 3


class PhotoError(PlatebookError):
    """A photograph cannot become a plate."""

    exit_code = 4


class ThemeError(PlatebookError):
    """A template or a stylesheet is wrong."""

    exit_code = 5


class PreflightError(PlatebookError):
    """A finished file was inspected and found wanting; nothing was replaced."""

    exit_code = 6


class MissingToolError(PlatebookError):
    """A tool, library or font that is needed is not on this machine."""

    exit_code = 7


class OutputError(PlatebookError):
    """The output cannot be written."""

    exit_code = 8
