"""What can be wrong with a manifest: a value that will not do, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from platebook.errors import Finding

#: Codes of warnings: a comment behind a text; a text that YAML reads otherwise than it looks.
COMMENT, CHANGED = "S016", "S017"
#: Markdown that no book can show.
MARKDOWN = "S019"
#: The most mistakes that are reported.
MOST_REPORTED = 1000


class InvalidValue(ValueError):  # noqa: N818 - it is a value that is wrong, and never leaves the room
    """A value that will not do: one sentence without its full stop, and what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    @classmethod
    def of(cls, error: ValueError) -> InvalidValue:
        """Take the message “what is wrong: what to do” of a reader that is shared with options."""
        message, _, fix = str(error).partition(": ")
        return cls(message, f"{fix[:1].upper()}{fix[1:]}.")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong at a place of the manifest; line and column count from 1.

    With a ``code`` it is a warning. ``repaired_line`` is the line as it was probably meant, where
    the syntax is wrong and that can be said.
    """

    line: int
    column: int
    message: str
    fix: str
    code: str = ""
    repaired_line: str | None = field(default=None, compare=False)


def findings(mistakes: Iterable[Mistake], file: str) -> tuple[Finding, ...]:
    """Return the mistakes as findings in the order of the file, each once."""
    from platebook.errors import Finding, Severity

    in_order = sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.line, mistake.column))
    result: list[Finding] = []
    for mistake in in_order[:MOST_REPORTED]:
        where = f"{file}:{mistake.line}:{mistake.column}"
        severity = Severity.WARNING if mistake.code else Severity.ERROR
        result.append(Finding(where, mistake.message, mistake.fix, severity, mistake.code))
    if len(in_order) > MOST_REPORTED:
        message = f"there are more than {MOST_REPORTED:,} mistakes"
        more = Finding(file, message, "Fix these first, and check again.")
        if all(mistake.code for mistake in in_order):
            more = replace(more, severity=Severity.WARNING, code=result[-1].code)
        result.append(more)
    return tuple(result)


def quote(text: str, longest: int = 60) -> str:
    """Quote a value in a sentence: on one line, and cut when it is long."""
    flat = re.sub(r"\s+", " ", text).strip()
    return f"“{flat}”" if len(flat) <= longest else f"“{flat[: longest - 1].rstrip()}…”"


def nearest(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Find the known word that ``word`` was probably meant to be; case is no difference."""
    by_folded = {name.casefold(): name for name in candidates}
    match = get_close_matches(word[:80].casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[match[0]] if match else None


def end_of(text: str) -> str:
    """Quote a value in a sentence; of a long one its end, where something is lost."""
    flat = " ".join(text.split())
    return quote(flat if len(flat) <= 60 else f"…{flat[-59:].lstrip()}", 61)
