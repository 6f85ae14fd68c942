"""A caption that comes too near to the cut."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, "1 0 0 1 80 160 Tm", "1 0 0 1 80 20 Tm")
