"""Reads the values of a profile: lengths, page counts, choices. Each raises InvalidValue.

All that stands in the file comes as text; lists and mappings of text come where it has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from platebook import geometry
from platebook.geometry import MM_PER_INCH, Trim
from platebook.manifest.mistakes import InvalidValue, nearest, quote

Choice = TypeVar("Choice", bound=StrEnum)

_MM = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH, '"': MM_PER_INCH, "″": MM_PER_INCH}
_LENGTH = re.compile(r'(\d+(?:\.\d+)?|\.\d+)(?:/(\d+))?\s*(mm|cm|in|"|″)?', re.IGNORECASE)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(%|pt|MB|ppi)?", re.IGNORECASE)
_PAGES = re.compile(r"(\d{1,5})\s*(?:[-–]\s*(\d{1,5})|(\+))")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LONGEST_TEXT = 500
#: The number of an inch's parts that a formula may be written in: ``1/444 in``.
_MOST_PARTS = 100_000


def text(value: object) -> str:
    """Read a text on one line, of up to 500 characters."""
    if not isinstance(value, str) or not value.strip():
        fix = "Write it in words; in quotes if it holds a colon."
        raise InvalidValue("a text is needed here", fix)
    line = " ".join(value.split())
    if len(line) > _LONGEST_TEXT:
        raise InvalidValue(f"this is longer than {_LONGEST_TEXT} characters", "Shorten it.")
    return line


def length(maximum: float, minimum: float = 0.0) -> Callable[[object], float]:
    """Make a reader of lengths from ``minimum`` to ``maximum`` mm: ``3mm``, ``0.125 in``, ``0``."""

    def read(value: object) -> float:
        entry = value.strip() if isinstance(value, str) else ""
        match = _LENGTH.fullmatch(entry)
        fix = "Write a number and its unit: 3mm or 0.125in."
        if not match:
            raise InvalidValue(f"{_quote(value)} is not a length", fix)
        parts = int(match[2]) if match[2] else 1
        number = float(match[1])
        if not match[3] and number:
            raise InvalidValue(f"{quote(entry)} has no unit", f"Write {entry}mm or {entry}in.")
        if not 1 <= parts <= _MOST_PARTS:
            raise InvalidValue(f"{quote(entry)} is not a length", fix)
        mm = number / parts * _MM[(match[3] or "mm").lower()]
        if not minimum <= mm <= maximum:
            raise InvalidValue(f"{quote(entry)} is not between {minimum:g} and {maximum:g} mm", fix)
        return mm

    return read


def number(minimum: float, maximum: float) -> Callable[[object], float]:
    """Make a reader of numbers from ``minimum`` to ``maximum``; their unit may be written, too."""

    def read(value: object) -> float:
        match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
        if not match or not minimum <= float(match[1]) <= maximum:
            expected = f"a number from {minimum:g} to {maximum:g}"
            raise InvalidValue(f"{_quote(value)} is not {expected}", f"Write {expected}.")
        return float(match[1])

    return read


def whole(minimum: int, maximum: int) -> Callable[[object], int]:
    """Make a reader of whole numbers from ``minimum`` to ``maximum``."""
    read_number = number(minimum, maximum)

    def read(value: object) -> int:
        amount = read_number(value)
        if amount != int(amount):
            raise InvalidValue(f"{_quote(value)} is not a whole number", f"Write {amount:.0f}.")
        return int(amount)

    return read


def pages(value: object) -> tuple[int, int | None]:
    """Read ``24-150`` or ``601+``: a range of page counts."""
    match = _PAGES.fullmatch(value.strip()) if isinstance(value, str) else None
    fix = "Write two page counts and a hyphen between them, 24-150; for the last, 601+."
    if not match:
        raise InvalidValue(f"{_quote(value)} is not a range of page counts", fix)
    first, last = int(match[1]), int(match[2]) if match[2] else None
    if last is not None and last < first:
        raise InvalidValue(f"{_quote(value)} runs backwards", fix)
    return first, last


def choice(kind: type[Choice]) -> Callable[[object], Choice]:
    """Make a reader of one word out of a few."""
    names = [member.value for member in kind]

    def read(value: object) -> Choice:
        word = value.strip().lower() if isinstance(value, str) else ""
        if word in names:
            return kind(word)
        guess = nearest(word, names) if word else None
        fix = f"Did you mean {guess}?" if guess else f"Write one of {', '.join(names)}."
        raise InvalidValue(f"{_quote(value)} is not one of {', '.join(names)}", fix)

    return read


def choices(kind: type[Choice]) -> Callable[[object], tuple[Choice, ...]]:
    """Make a reader of one or more words out of a few, each once."""
    read_one = choice(kind)

    def read(value: object) -> tuple[Choice, ...]:
        items = value if isinstance(value, list) else [value]
        if not items:
            raise InvalidValue("the list is empty", "Fill it in, or delete the key.")
        return tuple(dict.fromkeys(read_one(item) for item in items))

    return read


def truth(value: object) -> bool:
    """Read ``true`` or ``false``; yes and no will do as well."""
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in ("true", "yes", "false", "no"):
        raise InvalidValue(f"{_quote(value)} is neither true nor false", "Write true or false.")
    return word in ("true", "yes")


def date(value: object) -> str:
    """Read a year, a month or a day, and keep it as written."""
    entry = value.strip() if isinstance(value, str) else ""
    if not _DATE.fullmatch(entry):
        fix = "Write a year, a month or a day: 2026, 2026-10, 2026-10-21."
        raise InvalidValue(f"{_quote(value)} is not a date", fix)
    return entry


def trim(value: object) -> Trim:
    """Read a trim, by its name in ``geometry.TRIMS`` or as a size: ``8.5x8.5in``."""
    if not isinstance(value, str):
        raise InvalidValue("a trim is one size", "Write a size such as 8.5x8.5in or 210x297mm.")
    try:
        return geometry.trim(value)
    except ValueError as error:
        raise InvalidValue.of(error) from None


def _quote(value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "a list"
    return "a mapping of keys" if isinstance(value, dict) else "nothing"
