"""Answers ``--version`` and ``--help`` without typer, which takes a tenth of a second to load.

The help is a file, ``help.txt``, as typer writes it for 80 columns or more; a test keeps it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size

from platebook.cli import stdout
from platebook.errors import OutputError
from platebook.files import process
from platebook.version import __version__

HELP = Path(__file__).with_name("help.txt")
#: Columns of a terminal from which on typer makes the lines no longer.
_COLUMNS = 80


def answer(arguments: Sequence[str]) -> int | None:
    """Answer a command line that asks for nothing else; give the exit code, None for any other."""
    match list(arguments):
        case ["--version"]:
            words = f"platebook {__version__}\n"
        case ["--help" | "-h"] if get_terminal_size().columns >= _COLUMNS:
            words = HELP.read_text(encoding="utf-8")
        case _:
            return None
    stdout.prepare()
    try:
        stdout.write(words)
    except OutputError as error:
        process.say(2, f"{error}\n")
        return error.exit_code
    return 0
