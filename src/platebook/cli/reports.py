"""The files that ``preflight`` writes, at places that the user names: SARIF, HTML, a statement."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from platebook import output
from platebook.errors import Finding, OutputError, UsageError
from platebook.version import __version__

if TYPE_CHECKING:
    from platebook.preflight.model import Inspection
    from platebook.story import Story

_ELSEWHERE = "Name another file."
#: An open descriptor, as /dev/stdout and /dev/fd/3 lead to it (proc_pid_fd(5)).
_DESCRIPTOR = re.compile(r"/proc/(\d+)/(?:task/\d+/)?fd/(\d+)")
#: Links that are followed, as the system does (path_resolution(7)).
_LINKS = 40


@dataclass(frozen=True, slots=True)
class Destination:
    """A file to write: ``path`` as given by ``option``.

    A regular or missing file is ``target``, with links resolved, and is replaced as a whole.
    Anything else, a pipe for instance, is written into: through ``descriptor`` where the path leads
    to an open one.
    """

    option: str
    path: Path
    target: Path | None
    descriptor: int | None = None

    @classmethod
    def of(cls, option: str, path: Path) -> Destination:
        """Inspect a path. Raises OutputError where it cannot be written."""
        try:
            number = _descriptor(path)
            if number is not None:
                return cls(option, path, None, os.dup(number))
            status = path.stat()
        except FileNotFoundError:
            if path.is_symlink():
                message = f"is a link to {path.readlink()}, which is not there"
                raise OutputError.of(str(path), message, _ELSEWHERE) from None
            return cls(option, path, path.parent.resolve() / path.name)
        except NotADirectoryError:
            return cls(option, path, path)  # reported when its folder is made
        except (OSError, RuntimeError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise OutputError.of(str(path), f"cannot be written: {reason}", _ELSEWHERE) from None
        if stat.S_ISREG(status.st_mode):
            return cls(option, path, path.resolve())
        if stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode):
            return cls(option, path, None)
        what = "folder" if stat.S_ISDIR(status.st_mode) else "disk or a socket"
        raise OutputError.of(str(path), f"is a {what}, and a file is to go there", _ELSEWHERE)

    def write(self, text: str) -> None:
        """Write the whole file. Raises OutputError."""
        data = text.encode(errors="surrogateescape")
        if self.target:
            with output.replace_files(self.target.parent, [self.target.name]) as scratch:
                draft = scratch / self.target.name
                draft.write_bytes(data)
                if self.target.exists():
                    draft.chmod(stat.S_IMODE(self.target.stat().st_mode))
            return
        try:
            descriptor = self.descriptor
            if descriptor is None:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
            with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123
                while data:
                    data = data[file.write(data) or 0 :]
        except OSError as error:
            message = f"cannot be written: {(error.strerror or str(error)).lower()}"
            raise OutputError.of(str(self.path), message, _ELSEWHERE) from None

    def status(self) -> os.stat_result | None:
        """Return the status of an existing file, or None."""
        try:
            return self.path.stat() if self.descriptor is None else os.fstat(self.descriptor)
        except OSError:
            return None

    def is_stdout(self) -> bool:
        """Return whether it is the standard output."""
        status = self.status()
        return status is not None and os.path.samestat(status, os.fstat(1))


def refuse_inputs(destinations: Sequence[Destination], inputs: Iterable[Path]) -> None:
    """Raise UsageError where an output is an input too, also under another name, or inside one."""
    wrong = []
    for file in inputs:
        for destination in destinations:
            status, target, message = destination.status(), destination.target, ""
            if status and file.exists() and os.path.samestat(status, file.stat()):
                message = f"{destination.path} is read too, as {file}, and would be lost"
            elif target and file.is_dir() and target.is_relative_to(file.resolve()):
                message = f"{destination.path} lies in {file}, which is read too"
            if message:
                wrong.append(Finding(destination.option, message, _ELSEWHERE))
    if wrong:
        raise UsageError(wrong)


def refuse_twice(destinations: Sequence[Destination]) -> None:
    """Raise UsageError where two outputs are the same file; a terminal may be used twice."""
    for left, right in combinations(destinations, 2):
        first, second = left.status(), right.status()
        same = left.target is not None and left.target == right.target
        if first and second and not stat.S_ISCHR(first.st_mode):
            same = same or os.path.samestat(first, second)
        if same:
            message = f"{right.path} is the file of {left.option} too"
            raise UsageError.of(right.option, message, _ELSEWHERE)


def _descriptor(path: Path) -> int | None:
    """Return the number of the open descriptor that a path leads to, or None.

    Opened by its path, a file that stdout is redirected to would be overwritten from its start.
    """
    for _ in range(_LINKS):
        path = path.parent.resolve() / path.name
        match = _DESCRIPTOR.fullmatch(str(path))
        if match and int(match[1]) == os.getpid():
            return int(match[2])
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None


#: Suffixes of an accessibility statement: Markdown or HTML.
_TEXT, _PAGE = ".md", ".html"


@dataclass(frozen=True, slots=True)
class Reports:
    """The requested files."""

    sarif: Destination | None = None
    report: Destination | None = None
    statement: Destination | None = None

    @classmethod
    def of(cls, sarif: Path | None, report: Path | None, statement: Path | None) -> Reports:
        """Inspect the destinations. Raises UsageError and OutputError."""
        reports = cls(
            Destination.of("--sarif", sarif) if sarif else None,
            Destination.of("--report", report) if report else None,
            Destination.of("--statement", statement) if statement else None,
        )
        # What is no file is Markdown, whatever its name.
        is_file = reports.statement is not None and reports.statement.target is not None
        if statement and is_file and statement.suffix not in (_TEXT, _PAGE):
            message = f"{statement} is neither Markdown nor HTML by its name"
            fix = "Call it .md for Markdown, .html for a page."
            raise UsageError.of("--statement", message, fix)
        refuse_twice(reports._all)
        return reports

    @property
    def _all(self) -> list[Destination]:
        return [file for file in (self.sarif, self.report, self.statement) if file]

    @property
    def take_stdout(self) -> bool:
        """Whether one of them is the standard output."""
        return any(destination.is_stdout() for destination in self._all)

    def refuse(self, *inputs: Path | None) -> None:
        """Raise UsageError where one of them is an input too."""
        refuse_inputs(self._all, [path for path in inputs if path])

    def refuse_story(self, story: Story) -> None:
        """Raise UsageError where one of them is a file of the story."""
        theme = story.theme.rglob("*") if story.theme and story.theme.is_dir() else ()
        self.refuse(story.manifest, *(plate.path for plate in story.plates), *theme)

    def write(
        self, inspection: Inspection, story: Story | None, *, epubcheck: bool, ace: bool
    ) -> None:
        """Write them, each completely or not at all."""
        if self.sarif:
            from platebook.preflight.report.text_report import sarif

            text = json.dumps(sarif(inspection, __version__), ensure_ascii=False, indent=2)
            self.sarif.write(f"{text}\n")
        if self.report:
            from platebook.preflight.report.html import page

            names = ", ".join(file.subject.file.name for file in inspection.files)
            base = self.report.path.parent if self.report.target else Path()
            self.report.write(page(inspection, names, base=base))
        if self.statement:
            self.statement.write(_statement(self.statement, inspection, story, epubcheck, ace))


def _statement(
    file: Destination, inspection: Inspection, story: Story | None, epubcheck: bool, ace: bool
) -> str:
    """Write an accessibility statement in the format of its file name."""
    from platebook.preflight.external import ExternalCheckers, ace_program
    from platebook.preflight.report.accessibility_statement import page, statement

    checkers = ExternalCheckers(epubcheck, ace and ace_program() is not None)
    return (page if file.path.suffix == _PAGE else statement)(inspection, checkers, story)
