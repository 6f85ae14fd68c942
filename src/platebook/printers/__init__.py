"""Printer requirements, as dated data with sources, and what follows from them for a book.

Nothing heavy is imported until a profile is loaded.
"""

from __future__ import annotations

from pathlib import Path

from platebook.errors import UsageError
from platebook.manifest.mistakes import InvalidValue
from platebook.printers.printer import BookBinding, Printer

#: The default printer.
DEFAULT = "generic-x4"


def load(name: str | Path) -> Printer:
    """Read a printer's profile: one of ``printer_names()``, or a YAML file of the user's.

    Raises UsageError (exit 2) where there is no such printer or file, and ManifestError (exit 3)
    with every mistake of a file at once, each at ``file.yaml:LINE:COLUMN``.
    """
    from platebook.printers.load_profile import load as read

    return read(name)


def read_binding(name: str) -> BookBinding:
    """Read the name of a binding. Raises UsageError (exit 2) where there is none of that name."""
    from platebook.printers.profile_values import choice

    try:
        return choice(BookBinding)(name)
    except InvalidValue as error:
        raise UsageError.of("--binding", error.message, error.fix) from None


def printer_names() -> tuple[str, ...]:
    """Return the names of the printers that come with platebook, the default first."""
    from platebook.printers.load_profile import NAMES

    return NAMES
