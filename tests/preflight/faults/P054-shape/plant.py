"""A coloured area of 340 %."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.draw(1, "1 1 0.5 0.9 k 100 100 50 50 re f")
