"""Messages for wrong command lines, with a suggestion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import typer

from platebook.editions.table import EDITIONS
from platebook.errors import Finding

#: Words that people use for a command.
_ALSO = {
    "export": "build", "generate": "build", "make": "build", "render": "build", "run": "build",
    "init": "new", "create": "new", "start": "new", "inspect": "preflight", "lint": "check",
    "test": "check", "validate": "check", "version": "--version", "help": "--help",
    "printer": "printers", "clean": "cache",
}  # fmt: skip


def misuse(error: typer.TyperException, arguments: Sequence[str]) -> Finding:
    """Convert typer's error to a finding: place, what is wrong, what to do."""
    # For an option without its value, typer does not know the command.
    command = next((word for word in arguments if not word.startswith("-")), "")
    known = command if isinstance(error, typer.BadParameter | _option_usage()) else ""
    context = getattr(error, "ctx", None)
    where = context.command_path if context else f"platebook {known}".rstrip()
    help_ = f"`{where} --help` lists what it takes."
    if isinstance(error, typer.BadParameter) and error.param and error.message:
        return Finding(max(error.param.opts, key=len), error.message, help_)
    message, _, more = error.format_message().rstrip(".").partition(". ")
    message = message[:1].lower() + message[1:]
    if match := re.search(r"unexpected extra argument\(s\) \((.*)\)", message):
        return _extra(where, match[1], help_)
    if option := getattr(error, "option_name", None):
        return _option(where, str(option), getattr(error, "possibilities", None), message, help_)
    if match := re.match(r"no such command '(.*)'", message):
        return _command(where, match[1], more, help_)
    return Finding(where, message, f"{more} {help_}".lstrip())


def _option_usage() -> object:
    from typer._click.exceptions import BadOptionUsage

    return BadOptionUsage


def _extra(where: str, words: str, help_: str) -> Finding:
    """Explain an extra argument: an edition, a second story, a path with a space."""
    first = words.split()[0]
    message = f"“{words}” is more than it takes"
    if first.lower() in EDITIONS and where.endswith(" build"):
        return Finding(where, message, f"Did you mean --edition {first.lower()}? {help_}")
    if where.endswith((" build", " check")):
        fix = f"It takes one story; put a path with spaces in it in quotes. {help_}"
        return Finding(where, message, fix)
    return Finding(where, message, f"Leave it out. {help_}")


def _option(
    where: str, option: str, near: Sequence[str] | None, message: str, help_: str
) -> Finding:
    """Explain an unknown option, a missing value, or a value too many."""
    if "requires an argument" in message:
        return Finding(where, f"{option} needs a value after it", help_)
    if "does not take a value" in message:
        return Finding(where, f"{option} takes no value", f"Write {option} alone. {help_}")
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return Finding(where, f"there is no option {option}", f"{guess}{help_}")


def _command(where: str, word: str, more: str, help_: str) -> Finding:
    """Explain an unknown command; newcomers often give the story instead."""
    message = f"there is no command “{word}”"
    if also := _ALSO.get(word.lower()):
        return Finding(where, message, f"Did you mean `platebook {also}`? {help_}")
    if Path(word).exists() or word.endswith((".yaml", ".yml")):
        return Finding(where, message, f"Did you mean `platebook build {word}`? {help_}")
    return Finding(where, message, f"{more.replace(chr(39), '`')} {help_}".lstrip())
