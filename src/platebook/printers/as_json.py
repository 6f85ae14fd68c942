"""A printer as plain data, for ``--json``; lengths are in mm."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from platebook.printers.printer import Printer


def document(printer: Printer) -> dict[str, object]:
    """Give all requirements of a profile; unknown ones are None."""
    return {
        field.name: _plain(getattr(printer, field.name))
        for field in fields(printer)
        if field.name != "folder"
    }


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case Path():
            return value.as_posix()
        case frozenset():
            return sorted(str(_plain(item)) for item in value)
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case float():
            return round(value, 6)
        case _:
            return value
