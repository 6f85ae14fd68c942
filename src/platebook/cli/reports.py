"""The files that ``preflight`` writes: SARIF, an HTML report, an accessibility statement."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.cli.destinations import Destination, refuse_inputs, refuse_twice
from platebook.errors import UsageError
from platebook.version import __version__

if TYPE_CHECKING:
    from platebook.preflight import Inspection
    from platebook.story import Story

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
        made = cls(
            Destination.of("--sarif", sarif) if sarif else None,
            Destination.of("--report", report) if report else None,
            Destination.of("--statement", statement) if statement else None,
        )
        kept = made.statement and made.statement.target  # else Markdown, whatever its name
        if statement and kept and statement.suffix not in (_TEXT, _PAGE):
            message = f"{statement} is neither Markdown nor HTML by its name"
            fix = "Call it .md for Markdown, .html for a page."
            raise UsageError.of("--statement", message, fix)
        refuse_twice(made._all)
        return made

    @property
    def _all(self) -> list[Destination]:
        return [each for each in (self.sarif, self.report, self.statement) if each]

    @property
    def take_stdout(self) -> bool:
        """Whether one of them is the standard output."""
        return any(each.is_stdout() for each in self._all)

    def refuse(self, *inputs: Path | None) -> None:
        """Raise UsageError where one of them is an input too."""
        refuse_inputs(self._all, [path for path in inputs if path])

    def refuse_story(self, story: Story) -> None:
        """Raise UsageError where one of them is a file of the story."""
        theme = story.theme.rglob("*") if story.theme and story.theme.is_dir() else ()
        self.refuse(story.manifest, *(plate.path for plate in story.plates), *theme)

    def write(self, found: Inspection, story: Story | None, *, epubcheck: bool, ace: bool) -> None:
        """Write them, each completely or not at all."""
        if self.sarif:
            from platebook.preflight.report.text import sarif

            text = json.dumps(sarif(found, __version__), ensure_ascii=False, indent=2)
            self.sarif.write(f"{text}\n")
        if self.report:
            from platebook.preflight.report.html import page

            names = ", ".join(file.subject.file.name for file in found.files)
            base = self.report.path.parent if self.report.target else Path()
            self.report.write(page(found, names, base=base))
        if self.statement:
            self.statement.write(_statement(self.statement, found, story, epubcheck, ace))


def _statement(
    file: Destination, found: Inspection, story: Story | None, epubcheck: bool, ace: bool
) -> str:
    """Write an accessibility statement in the format of its file name."""
    from platebook.preflight.external import Judges, ace_program
    from platebook.preflight.report.accessibility_statement import page, statement

    judges = Judges(epubcheck, ace and ace_program() is not None)
    return (page if file.path.suffix == _PAGE else statement)(found, judges, story)
