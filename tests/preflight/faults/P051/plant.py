"""Type that is black in RGB."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press


def plant(book: Press) -> None:
    book.redraw(1, BLACK, "0 0 0 rg")
