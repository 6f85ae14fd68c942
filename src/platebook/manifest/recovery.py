"""Repairs a manifest that is not YAML line by line, so that all such lines are reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platebook.manifest import quoting
from platebook.manifest.mistakes import Mistake
from platebook.manifest.yaml_errors import COLON, colon_in_text, explain

if TYPE_CHECKING:
    from yaml import MarkedYAMLError, ScalarEvent

#: Characters that may be read again in search of further mistakes: half a second's work.
MOST_READ_AGAIN = 1_000_000

_KEY_COLUMN = re.compile(r"[\s-]*")
_BLOCK = re.compile(r"\s*(?:- +)*(?:[\w-]+[ \t]*:[ \t]+|- +)[|>][-+0-9]*[ \t]*(?:#.*)?")
_PLAIN = re.compile(r"(\s*(?:- +)*)[\w-]+[ \t]*:[ \t]+(?![|>&*!\[{#%@`]|[\"']|- |\? )(.*)")


class Recovery:
    """The lines of a manifest that is not YAML, repaired in place; ``mistakes`` are theirs.

    ``broken_lines`` are the numbers of all lines that were changed.

    ``is_faithful`` says whether the repaired lines still say what was meant: texts were put in
    quotes, say. Where a line had to be emptied, only further faults of the syntax can be found.
    """

    def __init__(self, lines: list[str]) -> None:
        self.mistakes: list[Mistake] = []
        self.is_faithful = True
        self.broken_lines: set[int] = set()
        self._lines = lines
        self._left = MOST_READ_AGAIN + 2 * sum(map(len, lines))

    def goes_on(self, error: MarkedYAMLError, last: ScalarEvent | None) -> bool:
        """Report an error, repair its line, and say whether reading again may find another."""
        mistake = explain(error, self._lines, last)
        if any(earlier.line == mistake.line for earlier in self.mistakes):
            # The repair did not help: this line cannot be read in any way.
            self.is_faithful = False
            return False
        self.mistakes.append(mistake)
        self.broken_lines.add(mistake.line)
        if mistake.line > len(self._lines):
            # The text ended too early: there is no line to repair.
            self.is_faithful = False
            return False
        if mistake.message == COLON:
            for other in _colons(self._lines, mistake.line):
                self.mistakes.append(other)
                self.broken_lines.add(other.line)
                self._repair(other)
        self._repair(mistake)
        self._left -= sum(map(len, self._lines)) + 1
        return self._left > 0

    def _repair(self, mistake: Mistake) -> None:
        """Change the line of a mistake so that the parser gets over it."""
        number = mistake.line - 1
        if mistake.repaired_line is not None:
            self._replace_line(number, mistake.repaired_line)
            return
        line = self._lines[number]
        if pair := quoting.in_braces(line, mistake.column - 1):
            after = line[len(pair.head) + len(pair.value) :]
            self._lines[number] = f"{pair.head}{quoting.as_yaml(pair.text)}{after}"
        elif pair := quoting.pair(self._lines, number):
            quoting.put(self._lines, pair)
        else:
            self._lines[number] = ""
            self.is_faithful = False
            # Without a bracket that stood here, all that follows would be read as wrong.
            self._left = 0 if re.search(r"[\[\]{}]", line) else self._left

    def _replace_line(self, number: int, right: str) -> None:
        """Put the right line in place, and below a new hyphen the keys that belong to it."""
        before, after = (_KEY_COLUMN.match(line) for line in (self._lines[number], right))
        self._lines[number] = right
        if not (before and after) or before.end() == after.end() or "- " not in after[0]:
            return
        depth = None
        for below in range(number + 1, len(self._lines)):
            line = self._lines[below]
            if not line.strip():
                continue
            depth = quoting.indent(line) if depth is None else depth
            if depth != before.end() or quoting.indent(line) < depth or line.lstrip()[:2] == "- ":
                return
            self._lines[below] = " " * (after.end() - before.end()) + line
            self.broken_lines.add(below + 1)


def _colons(lines: Sequence[str], start: int) -> Iterator[Mistake]:
    """Find texts without quotes that hold a colon and a space, from a line (from 0) on.

    Blocks of text, and what stands in quotation marks or brackets, are passed over.
    """
    number = start
    while number < len(lines):
        line = lines[number]
        if _BLOCK.fullmatch(line):
            depth = quoting.indent(line)
            number += 1
            while number < len(lines) and (
                not lines[number].strip() or quoting.indent(lines[number]) > depth
            ):
                number += 1
            continue
        if match := _PLAIN.fullmatch(line):
            text = re.split(r"\s#", match[2], maxsplit=1)[0]
            if colon := re.search(r":(?:\s|$)", text):
                yield colon_in_text(lines, number, match.start(2) + colon.start())
        number += 1
