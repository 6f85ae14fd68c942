"""Writes the product to stdout, and answers ``--version`` and ``--help`` without typer."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TextIO

from platebook.errors import OutputError
from platebook.files import program
from platebook.version import __version__

_HANDLER = "platebook"
#: Replacements for terminals with a small character set.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "×": "x", "←": "<-", "→": "->", "–": "-", "…": "..."}
)


def prepare() -> None:
    """Replace characters that the encodings of stdout and stderr lack."""
    codecs.register_error(_HANDLER, _escape_unencodable)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_HANDLER)


def write(text: str) -> None:
    """Write to stdout and flush it. Raises OutputError where that fails."""
    stream: TextIO | None = sys.stdout
    if stream is None:  # closed by the caller
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        discard_output(stream)
    except OSError as error:
        discard_output(stream)
        message = f"cannot be written: {(error.strerror or str(error)).lower()}"
        fix = "The command has done its work; only its answer could not be printed."
        raise OutputError.of("stdout", message, fix) from error


def write_json(document: dict[str, object]) -> None:
    """Write a document as JSON: readable where the encoding allows, else escaped."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    write(f"{text}\n")


def discard_output(stream: TextIO) -> None:
    """Discard all further output of a stream, also at the program's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _escape_unencodable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace what cannot be encoded: by a file name's bytes, a plain letter, or an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeEncodeError:
        lacking = error.object[error.start : error.end]
    plain = lacking.translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace"), error.end


HELP = Path(__file__).with_name("help.txt")
#: Columns of a terminal from which on typer makes the lines no longer.
_COLUMNS = 80


def answer(arguments: Sequence[str]) -> int | None:
    """Answer a command line that asks for nothing else; return the exit code, else None."""
    match list(arguments):
        case ["--version"]:
            words = f"platebook {__version__}\n"
        case ["--help" | "-h"] if get_terminal_size().columns >= _COLUMNS:
            words = HELP.read_text(encoding="utf-8")
        case _:
            return None
    prepare()
    try:
        write(words)
    except OutputError as error:
        program.say(2, f"{error}\n")
        return error.exit_code
    return 0
