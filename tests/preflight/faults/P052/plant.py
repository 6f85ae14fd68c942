"""A caption in black of all four inks."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press


def plant(book: Press) -> None:
    book.redraw(3, BLACK, "0.7 0.6 0.6 0.9 k")
