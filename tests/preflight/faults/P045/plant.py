"""A caption that runs over the edge."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, "1 0 0 1 80 160 Tm", "1 0 0 1 400 160 Tm")
