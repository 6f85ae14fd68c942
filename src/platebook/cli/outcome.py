"""How a run ends: every failure becomes words on stderr and an exit code (docs/errors.md)."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from platebook.cli import streams
from platebook.errors import Finding, PlatebookError, PreflightError, Severity, UsageError

if TYPE_CHECKING:
    from platebook.report import Terminal

INTERRUPTED, BUG = 130, 1
_STOPPED = "Stopped: with --strict, no warning may pass."
_INTERRUPTED = Finding("platebook", "interrupted", "Nothing was replaced; run it again.")
_BUG_WORDS = (
    "This is a bug in platebook, not a mistake of yours. Please report it with the lines above "
    "and, if you can, the story."
)


class Answer:
    """What one run tells: talk to ``terminal``, and the product to stdout when all is well."""

    def __init__(self, terminal: Terminal, *, as_json: bool = False) -> None:
        self.terminal = terminal
        self._as_json = as_json

    def give(self, lines: Iterable[str], **document: object) -> None:
        """Print the product: its lines, or with ``--json`` the document."""
        self.terminal.close()
        if self._as_json:
            self._print(0, self.terminal.findings, document)
        else:
            streams.write("".join(f"{line}\n" for line in lines))

    def fail(self, code: int, findings: Iterable[Finding]) -> typer.Exit:
        """Tell what was not told yet; give the exit to raise."""
        self.terminal.close()
        heard = list(self.terminal.findings)
        fatal = list(findings)
        for finding in fatal:
            self.terminal.insist(finding)
        self.terminal.sum_up()
        if self._as_json:
            self._print(code, [*heard, *(found for found in fatal if found not in heard)], {})
        return typer.Exit(code)

    def _print(self, code: int, findings: Iterable[Finding], document: dict[str, object]) -> None:
        told = [_as_dict(finding) for finding in findings]
        streams.write_json({"exit": code, **document, "findings": told})


@contextmanager
def answering(
    *, quiet: bool = False, verbose: bool = False, as_json: bool = False
) -> Iterator[Answer]:
    """Turn every failure of the block into words and an exit code."""
    from platebook.report import Terminal

    terminal = Terminal(quiet=quiet, verbose=verbose)
    answer = Answer(terminal, as_json=as_json)
    try:
        yield answer
    except PreflightError as error:
        exit_ = answer.fail(error.exit_code, error.findings)
        if all(found.severity is not Severity.ERROR for found in error.findings):
            terminal.say(_STOPPED)
        raise exit_ from None
    except PlatebookError as error:
        raise answer.fail(error.exit_code, error.findings) from None
    except KeyboardInterrupt:
        raise answer.fail(INTERRUPTED, [_INTERRUPTED]) from None
    except typer.Exit:
        raise
    except Exception as error:
        terminal.close()
        traceback.print_exception(error)
        bug = Finding("platebook", f"{type(error).__name__}: {error}", _BUG_WORDS)
        raise answer.fail(BUG, [bug]) from None
    finally:
        terminal.close()


def misused(error: typer.TyperException | UsageError, *, as_json: bool) -> int:
    """Tell what was wrong with the command line itself; give the exit code."""
    try:
        with answering(as_json=as_json):
            raise error if isinstance(error, UsageError) else UsageError(_misuse(error))
    except typer.Exit as exit_:
        return exit_.exit_code


def full(arguments: Sequence[str]) -> None:
    """Refuse an empty word, which a shell makes of a variable that is not set.

    Taken for a path, it would be the current folder. Raises UsageError.
    """
    for before, word in pairwise(["platebook", *arguments]):
        option, equals, value = word.partition("=")
        if not word or (equals and not value and option.startswith("--")):
            place = option or before
            fix = "Write something, or leave it out. Is a variable of the shell not set?"
            raise UsageError.of(place, "nothing is given there: the word is empty", fix)


def _misuse(error: typer.TyperException) -> Finding:
    """Say typer's words in our form: the place, what is wrong, what to do."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "platebook"
    help_ = f"`{where} --help` lists what it takes."
    if isinstance(error, typer.BadParameter) and error.param and error.message:
        return Finding(max(error.param.opts, key=len), error.message, help_)
    message, _, more = error.format_message().rstrip(".").partition(". ")
    return Finding(where, message[:1].lower() + message[1:], f"{more} {help_}".lstrip())


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "where": finding.where,
        "message": finding.message,
        "fix": finding.fix,
    }


def counted(number: int, noun: str) -> str:
    """Count things in words: “1 plate”, “3 plates”, “no warnings”."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def warnings(findings: Iterable[Finding]) -> str:
    """Count the warnings among findings, in words."""
    return counted(sum(found.severity is Severity.WARNING for found in findings), "warning")


def size(count: int) -> str:
    """Say how many bytes something has, in the unit that suits."""
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:.1f} GB"
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
