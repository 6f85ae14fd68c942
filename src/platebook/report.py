"""Says what happens, on stderr; a library may ignore it.

``Report`` is what the stages talk to. ``Silent`` hears nothing (tests, servers, embedding);
``Terminal`` draws for a person and is made by the command line alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from platebook.errors import Finding, Severity

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Report(Protocol):
    """What a stage may say while it works."""

    def stage(self, words: str) -> None:
        """Say that a stage begins, in a few words ("Preparing photographs")."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Say how far the running stage is; ``label`` names what was just finished."""

    def finding(self, finding: Finding) -> None:
        """Tell a warning or a note that does not stop the build."""


class Silent:
    """A report that nobody reads, but that remembers the findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def stage(self, words: str) -> None:
        """Hear nothing."""

    def step(self, done: int, total: int, label: str = "") -> None:
        """Hear nothing."""

    def finding(self, finding: Finding) -> None:
        """Remember the finding."""
        self.findings.append(finding)


_COLOURS = {"error": "bold red", "warning": "yellow", "note": "dim"}


class Terminal:
    """Draws for a person on stderr: stages, a bar on a terminal, findings as they come.

    ``quiet`` leaves only errors; ``verbose`` shows notes as well. Colour and bars are drawn on a
    terminal only, and ``NO_COLOR`` is honoured (https://no-color.org/).
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        from rich.console import Console

        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._quiet, self._verbose = quiet, verbose
        self._words = ""
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def stage(self, words: str) -> None:
        """Say that a stage begins."""
        self._end_bar()
        self._words = words
        if self._verbose and not self._quiet:
            self._console.print(words, style="dim", markup=False)

    def step(self, done: int, total: int, label: str = "") -> None:
        """Move the bar, on a terminal; with ``verbose`` say what was finished."""
        if self._quiet:
            return
        if not self._console.is_terminal:
            if self._verbose and label:
                self._console.print(f"  {done}/{total} {label}", style="dim", markup=False)
            return
        bar = self._bar or self._start_bar(total)
        if self._task is not None:
            bar.update(self._task, completed=done, total=total, label=label)
        if done >= total:
            self._end_bar()

    def finding(self, finding: Finding) -> None:
        """Tell a finding: warnings unless quiet, notes if verbose."""
        hidden = self._quiet or (finding.severity is Severity.NOTE and not self._verbose)
        if finding.severity is Severity.ERROR or not hidden:
            self.tell(finding)

    def tell(self, finding: Finding) -> None:
        """Print one finding: place, what is wrong, and under it what to do."""
        from rich.text import Text

        self._end_bar()
        colour = _COLOURS[finding.severity]
        label = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        line = Text.assemble((finding.where, "bold"), ": ", (label, colour), finding.message)
        self._console.print(line)
        self._console.print(Text(f"  {finding.fix}", style="dim"))

    def say(self, words: str) -> None:
        """Print a closing sentence, unless quiet."""
        self._end_bar()
        if not self._quiet:
            self._console.print(words, markup=False)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._end_bar()

    def _start_bar(self, total: int) -> Progress:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[label]}", style="dim", markup=False),
        )
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task(self._words, total=total, label="")
        self._bar.start()
        return self._bar

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None
