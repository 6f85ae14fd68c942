"""ISBNs (ISO 2108): their thirteen digits, and where their hyphens stand.

Hyphens part prefix, registration group, registrant, title and check digit. Where they stand is
in the agency's table, ``isbn_ranges.txt``, which names its date.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_RANGES = Path(__file__).with_name("isbn_ranges.txt")
_URN = "urn:isbn:"


def of(identifier: str) -> str | None:
    """Return the digits of ``urn:isbn:…`` without hyphens, ten or thirteen; None of any other."""
    if not identifier.lower().startswith(_URN):
        return None
    return identifier[len(_URN) :].replace("-", "").upper()


def ean13(isbn: str) -> str:
    """Return the thirteen digits; an ISBN of ten becomes its 978."""
    if len(isbn) == 13:
        return isbn
    base = f"978{isbn[:9]}"
    return f"{base}{check_digit(base)}"


def check_digit(digits: str) -> str:
    """Return the digit that follows the other nine or twelve: of ten, it may be an X."""
    if len(digits) == 9:
        rest = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        return "X" if rest == 10 else str(rest)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def hyphenate(isbn: str) -> str:
    """Write an ISBN of ten or thirteen digits with its hyphens; whole where the table ends."""
    prefix, body, check = ("978", isbn[:9], isbn[9:]) if len(isbn) == 10 else _parts(isbn)
    ranges = _ranges()
    for length in range(1, 6):
        group, rest = body[:length], body[length:]
        for first, last in ranges.get(f"{prefix}-{group}", ()):
            registrant = rest[: len(first)]
            if first <= registrant <= last:
                title = rest[len(first) :]
                parts = (group, registrant, title, check)
                return "-".join(parts if len(isbn) == 10 else (prefix, *parts))
    return isbn


def _parts(isbn: str) -> tuple[str, str, str]:
    return isbn[:3], isbn[3:12], isbn[12:]


@cache
def _ranges() -> dict[str, tuple[tuple[str, str], ...]]:
    """Read the table: by group, the first and last registrant of each range."""
    ranges_of: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in _RANGES.read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            group, _, ranges = line.partition(": ")
            pairs = (range_.partition("-") for range_ in ranges.split())
            ranges_of[group] = tuple((first, last or first) for first, _, last in pairs)
    return ranges_of
