"""Progress and findings of a build.

Stages report to a ``Report``. ``Silent`` prints nothing (tests, servers, embedding); ``Terminal``
prints to stderr for a person, and is made by the command line only.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from platebook.errors import Finding, Severity, group, together

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, TaskID
    from rich.text import Text


class Report(Protocol):
    """The interface through which stages report progress and findings."""

    def stage(self, words: str) -> None:
        """Report that a stage begins, in a few words ("Preparing photographs")."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Report the progress of the running stage; ``label`` names what was just finished."""

    def finding(self, finding: Finding) -> None:
        """Report a warning or a note that does not stop the build."""


class Silent:
    """Prints nothing, and collects the findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def stage(self, words: str) -> None:
        """Do nothing."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Do nothing."""

    def finding(self, finding: Finding) -> None:
        """Collect the finding."""
        self.findings.append(finding)


class CollectingReport:
    """Passes everything on to another report, and collects the findings, each once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.findings: list[Finding] = []
        self._reported: set[Finding] = set()

    @property
    def warnings(self) -> list[Finding]:
        """The findings that ``--strict`` lets stop a run."""
        return [finding for finding in self.findings if finding.severity is Severity.WARNING]

    def stage(self, words: str) -> None:
        """Pass it on."""
        self._report.stage(words)

    def step(self, done: int, total: int, label: str = "") -> None:
        """Pass it on."""
        self._report.step(done, total, label)

    def finding(self, finding: Finding) -> None:
        """Collect the finding and pass it on, unless it was reported before."""
        if finding not in self._reported:
            self._reported.add(finding)
            self.findings.append(finding)
            self._report.finding(finding)


#: Notes on what the layout decided, which an editor wants to know of every build.
_SHOWN_NOTES = frozenset({"S030", "S031", "S032", "S033", "S040"})
_COLOURS = {"error": "bold red", "warning": "yellow", "note": "dim"}
#: The number of findings of one code that are printed in full: with their fixes, a screenful.
_OF_A_KIND = 12
#: Columns of the terminal below which only a stage's name and count are shown.
_ROOM_FOR_A_BAR = 76
#: Control and format characters, which in a file's name would control the terminal.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 10}


class Terminal:
    """Prints to stderr: stages, a progress bar on a terminal, findings as they come.

    ``quiet`` prints only what ends the run; ``verbose`` adds stages, steps and notes. Colour and
    bars are used on a terminal only, and ``NO_COLOR`` is honoured (https://no-color.org/). Unless
    ``verbose``, of many warnings of one code the first are printed and the rest are counted at the
    end; warnings of one stage that differ only in their places are printed as one. ``findings``
    are all that were reported, printed or not.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._console = _console()
        self._quiet, self._verbose = quiet, verbose and not quiet
        self.findings: list[Finding] = []
        self._shown: set[Finding] = set()
        self._heard: Counter[str] = Counter()
        self._unshown: dict[Finding, None] = {}
        self._waiting: dict[Finding, None] = {}
        self._words = ""
        self._draws = self._console.is_terminal and not self._console.is_dumb_terminal and not quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def stage(self, words: str) -> None:
        """Show that a stage begins."""
        self.close()
        if self._verbose:
            self._print(words, "dim")
        elif self._draws:
            self._words = words
            self._start(None)

    def step(self, done: int, total: int, label: str = "") -> None:
        """Move the progress bar, on a terminal; with ``verbose`` print what was finished."""
        if self._verbose and label:
            self._print(f"  {done}/{total} {label}", "dim")
        elif self._draws:
            if self._task is None:
                self._start(total)
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=done, total=total)

    def finding(self, finding: Finding) -> None:
        """Print a finding: warnings unless quiet, notes if verbose or about the layout."""
        self.findings.append(finding)
        note = finding.severity is Severity.NOTE and finding.code not in _SHOWN_NOTES
        hidden = self._quiet or (note and not self._verbose)
        if finding.severity is not Severity.ERROR:
            if hidden:
                return
            if finding.code and not self._verbose:
                self._waiting[finding] = None
                return
        self.print_always(finding)

    def print_all_always(self, findings: Iterable[Finding]) -> None:
        """Print the findings that end a run; warnings that differ only in their places as one."""
        for finding in findings:
            if finding.severity is Severity.ERROR or self._verbose:
                self.print_always(finding)
            else:
                self._waiting[finding] = None
        self._print_waiting()

    def _print_waiting(self, limit: float = math.inf) -> None:
        """Print the waiting warnings, similar ones as one; count those beyond a code's limit."""
        waiting, self._waiting = (
            [finding for finding in self._waiting if finding not in self._shown],
            {},
        )
        for alike in group(waiting):
            self._heard[alike[0].code] += 1
            if self._heard[alike[0].code] > limit:
                self._unshown.update(dict.fromkeys(alike))
                continue
            self.print_always(together(alike))
            self._shown.update(alike)
            self._unshown = {
                finding: None for finding in self._unshown if finding not in self._shown
            }

    def print_always(self, finding: Finding) -> None:
        """Print a finding once, even if quiet: place, what is wrong, and what to do."""
        from rich.text import Text

        if finding in self._shown:
            return
        self._shown.add(finding)
        self._unshown.pop(finding, None)
        self._waiting.pop(finding, None)
        colour = _COLOURS[finding.severity]
        label = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        where, message = _safe(finding.where), _safe(finding.message)
        self._write(Text.assemble((where, "bold"), ": ", (label, colour), message))
        for line in finding.fix.splitlines():
            self._print(f"  {line}", "dim")

    def say(self, words: str) -> None:
        """Print a closing sentence, unless quiet."""
        self.close()
        self.sum_up()
        if not self._quiet:
            self._print(words)

    def sum_up(self) -> None:
        """Print the number of findings that were not printed."""
        if codes := Counter(finding.code for finding in self._unshown):
            more = ", ".join(f"{code} × {count}" for code, count in codes.most_common())
            self._print(f"and {codes.total()} more: {more} (-v shows all)")
        self._unshown.clear()

    def close(self) -> None:
        """Restore the terminal, and print the waiting findings."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None
        self._print_waiting(_OF_A_KIND)

    def restore(self) -> str:
        """Return the control sequence that shows the cursor and clears the line of the bar."""
        return "\r\x1b[2K\x1b[?25h" if self._bar is not None else ""

    def _print(self, words: str, style: str = "") -> None:
        from rich.text import Text

        self._write(Text(_safe(words), style))

    def _write(self, text: Text) -> None:
        """Print; a stderr that cannot be written, on a full disk for instance, stops nothing."""
        try:
            self._console.print(text)
        except OSError:
            self._console.on_broken_pipe()

    def _start(self, total: int | None) -> None:
        """Draw the running stage: a spinner, or a bar where the number of steps is known."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        self.close()
        columns: list[ProgressColumn] = [TextColumn("{task.description}", markup=False)]
        if total is None:
            columns.append(SpinnerColumn())
        else:
            columns += [BarColumn(32)] if self._console.width >= _ROOM_FOR_A_BAR else []
            columns.append(MofNCompleteColumn())
        self._bar = Progress(*columns, console=self._console, transient=True, refresh_per_second=4)
        task = self._bar.add_task(self._words, total=total)
        self._task = None if total is None else task
        self._bar.start()


def _console() -> Console:
    from rich.console import Console

    class Stderr(Console):
        """Drops all output after a broken pipe, so that the work goes on."""

        def on_broken_pipe(self) -> None:
            self.quiet = True
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.file.fileno())
            os.close(nowhere)

    console = Stderr(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    console.width = console.width or 80  # COLUMNS=0 says nothing; rich would print nothing
    return console


def _safe(words: str) -> str:
    """Escape control characters: a file's name must not control the terminal."""
    return words.translate(_CONTROLS)
