"""Turns every failure into a message on stderr and an exit code (docs/reference/errors.md)."""

from __future__ import annotations

import errno
import gc
import json
import os
import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from platebook import sandbox
from platebook.cli import stdout
from platebook.editions import EDITIONS
from platebook.errors import (
    Finding,
    OutputError,
    PlatebookError,
    PreflightError,
    Severity,
    UsageError,
    refused_path,
)
from platebook.files import program

if TYPE_CHECKING:
    from platebook.report import Terminal

INTERRUPTED, BUG = program.INTERRUPTED, 1
#: MB of address space: for commands that lay out pages or convert photographs, and for others.
MUCH, LITTLE = sandbox.LEAST_MB, 200
_STOPPED = "Stopped: with --strict, no warning may pass."
_BUG_WORDS = (
    "This is a bug in platebook, not a mistake of yours. Please report it with the lines above "
    "and, if you can, the story."
)


_NO_MEMORY = Finding(
    "platebook",
    "the system gives it no more memory",
    "Close other programs, or raise the limit that was set for it (ulimit -v).",
)
_NO_FILES = Finding(
    "platebook",
    "the system lets it open no more files",
    "Raise the limit that was set for it (ulimit -n): 64 are enough.",
)
#: Messages of libraries that do not raise MemoryError: the loader, the system, threads.
_SAID = re.compile(
    r"failed to map segment|annot allocate memory|can't start new thread|MemoryError"
)


class CommandOutput:
    """The output of one run: messages to ``terminal``, and the product to stdout on success."""

    def __init__(self, terminal: Terminal, *, as_json: bool = False) -> None:
        self.terminal = terminal
        self._as_json = as_json

    def give(self, lines: Iterable[str], **document: object) -> None:
        """Print the product: lines, or with ``--json`` the document."""
        self.terminal.close()
        if self._as_json:
            stdout.write_json(_document(0, self.terminal.findings, **document))
        else:
            stdout.write("".join(f"{line}\n" for line in lines))

    def fail(self, code: int, findings: Iterable[Finding]) -> typer.Exit:
        """Report findings that were not reported yet; return the exit to raise."""
        self.terminal.close()
        earlier = list(self.terminal.findings)
        fatal = list(findings)
        self.terminal.print_all_always(fatal)
        self.terminal.sum_up()
        if self._as_json:
            others = [finding for finding in fatal if finding not in earlier]
            stdout.write_json(_document(code, [*earlier, *others]))
        return typer.Exit(code)

    def report_interrupt(self, words: str) -> None:
        """Report an interrupt at once, without locks and buffers."""
        os.write(2, f"{self.terminal.restore()}{words}".encode())
        if self._as_json:
            findings = [*self.terminal.findings, _interrupt_finding()]
            document = _document(INTERRUPTED, findings)
            os.write(1, f"{json.dumps(document, indent=2)}\n".encode())


def _document(code: int, findings: Iterable[Finding], /, **document: object) -> dict[str, object]:
    return {"exit": code, **document, "findings": [finding.as_json() for finding in findings]}


def _require_folder() -> None:
    """Raise UsageError where the folder that the command is given in was removed."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        fix = "Change to a folder that is there, and run the command again."
        raise UsageError.of(".", "the folder that you are in was removed", fix) from None


def _interrupt_finding() -> Finding:
    return Finding("platebook", "interrupted", program.advice())


@contextmanager
def answer_command(
    *,
    quiet: bool = False,
    verbose: bool = False,
    as_json: bool = False,
    megabytes: int = LITTLE,
) -> Iterator[CommandOutput]:
    """Turn every failure of the block into a message and an exit code.

    Without ``megabytes`` of address space the block is not begun.
    """
    from platebook.report import Terminal

    terminal = Terminal(quiet=quiet, verbose=verbose)
    answer = CommandOutput(terminal, as_json=as_json)
    program.on_interrupt(answer.report_interrupt)
    # What a layout makes lives until it is written: a collector that looks through all of it again
    # and again cost a fifth of the time of 1,000 plates. Stages collect when they end.
    gc_enabled = gc.isenabled()
    gc.disable()
    try:
        sandbox.require_address_space(megabytes)
        _require_folder()
        yield answer
    except PreflightError as error:
        exit_ = answer.fail(error.exit_code, error.findings)
        if all(finding.severity is not Severity.ERROR for finding in error.findings):
            terminal.say(_STOPPED)
        raise exit_ from None
    except PlatebookError as error:
        raise answer.fail(error.exit_code, error.findings) from None
    except KeyboardInterrupt:
        raise answer.fail(INTERRUPTED, [_interrupt_finding()]) from None
    except typer.Exit:
        raise
    except Exception as error:
        terminal.close()
        if shortage := _find_shortage(error):
            raise answer.fail(OutputError.exit_code, [shortage]) from None
        if refusal := refused_path(error):
            raise answer.fail(refusal.exit_code, refusal.findings) from None
        traceback.print_exception(error)
        bug = Finding("platebook", f"{type(error).__name__}: {error}", _BUG_WORDS)
        raise answer.fail(BUG, [bug]) from None
    finally:
        program.on_interrupt(None)
        terminal.close()
        if gc_enabled:
            gc.enable()


def _find_shortage(error: BaseException | None) -> Finding | None:
    """Return what the system had too little of, by an error or one of its causes."""
    while error is not None:
        if isinstance(error, MemoryError) or _SAID.search(str(error)):
            return _NO_MEMORY
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            return _NO_FILES
        error = error.__cause__ or error.__context__
    return None


def report_misuse(error: typer.TyperException | UsageError, arguments: Sequence[str]) -> int:
    """Report wrong use of the command line; return the exit code."""
    try:
        with answer_command(as_json="--json" in arguments, megabytes=0):
            if isinstance(error, UsageError):
                raise error
            raise UsageError(usage_finding(error, arguments))
    except typer.Exit as exit_:
        return exit_.exit_code


def refuse_empty_arguments(arguments: Sequence[str]) -> None:
    """Raise UsageError for an empty argument, which a shell makes of an unset variable.

    As a path, it would be the current folder.
    """
    for before, word in pairwise(["platebook", *arguments]):
        option, equals, value = word.partition("=")
        if not word or (equals and not value and option.startswith("--")):
            place = option or before
            fix = "Write something, or leave it out. Is a variable of the shell not set?"
            raise UsageError.of(place, "nothing is given there: the word is empty", fix)


def count_in_words(number: int, noun: str) -> str:
    """Write a number of things in words: “1 plate”, “3 plates”, “no warnings”."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def warnings(findings: Iterable[Finding]) -> str:
    """Count the warnings among findings, in words."""
    number = sum(finding.severity is Severity.WARNING for finding in findings)
    return count_in_words(number, "warning")


def size(count: int) -> str:
    """Write a number of bytes in a suitable unit."""
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:.1f} GB"
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"


#: Words that people use for a command.
_ALSO = {
    "export": "build", "generate": "build", "make": "build", "render": "build", "run": "build",
    "init": "new", "create": "new", "start": "new", "inspect": "preflight", "lint": "check",
    "test": "check", "validate": "check", "version": "--version", "help": "--help",
    "printer": "printers", "clean": "cache",
    "desk": "serve", "edit": "serve", "gui": "serve", "open": "serve", "show": "serve",
    "view": "serve",
}  # fmt: skip


def usage_finding(error: typer.TyperException, arguments: Sequence[str]) -> Finding:
    """Convert typer's error to a finding: place, what is wrong, what to do."""
    from typer._click.exceptions import BadOptionUsage

    # For an option without its value, typer does not know the command.
    command = next((word for word in arguments if not word.startswith("-")), "")
    command_known = command if isinstance(error, typer.BadParameter | BadOptionUsage) else ""
    context = getattr(error, "ctx", None)
    where = context.command_path if context else f"platebook {command_known}".rstrip()
    help_ = f"`{where} --help` lists what it takes."
    if isinstance(error, typer.BadParameter) and error.param and error.message:
        return Finding(max(error.param.opts, key=len), error.message, help_)
    message, _, more = error.format_message().rstrip(".").partition(". ")
    message = message[:1].lower() + message[1:]
    if match := re.search(r"unexpected extra argument\(s\) \((.*)\)", message):
        return _explain_extra_argument(where, match[1], help_)
    if option := getattr(error, "option_name", None):
        near = getattr(error, "possibilities", None) or ()
        return _explain_option(where, str(option), near, message, help_)
    if match := re.match(r"no such command '(.*)'", message):
        return _explain_command(where, match[1], more, help_)
    return Finding(where, message, f"{more} {help_}".lstrip())


def _explain_extra_argument(where: str, words: str, help_: str) -> Finding:
    """Explain an extra argument: an edition, a second story, a path with a space."""
    first = words.split()[0]
    message = f"“{words}” is more than it takes"
    if first.lower() in EDITIONS and where.endswith(" build"):
        return Finding(where, message, f"Did you mean --edition {first.lower()}? {help_}")
    if where.endswith((" build", " check")):
        fix = f"It takes one story; put a path with spaces in it in quotes. {help_}"
        return Finding(where, message, fix)
    return Finding(where, message, f"Leave it out. {help_}")


def _explain_option(
    where: str, option: str, near: Sequence[str], message: str, help_: str
) -> Finding:
    """Explain an unknown option, a missing value, or a value too many."""
    if "requires an argument" in message:
        return Finding(where, f"{option} needs a value after it", help_)
    if "does not take a value" in message:
        return Finding(where, f"{option} takes no value", f"Write {option} alone. {help_}")
    near = get_close_matches(option, near, cutoff=0.8) or near
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return Finding(where, f"there is no option {option}", f"{guess}{help_}")


def _explain_command(where: str, word: str, more: str, help_: str) -> Finding:
    """Explain an unknown command; newcomers often give the story instead."""
    message = f"there is no command “{word}”"
    if also := _ALSO.get(word.lower()):
        return Finding(where, message, f"Did you mean `platebook {also}`? {help_}")
    if Path(word).exists() or word.endswith((".yaml", ".yml")):
        return Finding(where, message, f"Did you mean `platebook build {word}`? {help_}")
    return Finding(where, message, f"{more.replace(chr(39), '`')} {help_}".lstrip())
