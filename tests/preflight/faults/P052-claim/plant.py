"""A caption in black of four inks, none of them very dark, in a file that claims PDF/X-4."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press


def plant(book: Press) -> None:
    book.printer = None
    book.redraw(3, BLACK, "0.6 0.5 0.5 0.7 k")
