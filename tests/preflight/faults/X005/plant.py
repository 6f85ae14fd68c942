"""A page whose drawing is too large to read."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.draw(3, "% " + 9_000_000 * "-")
