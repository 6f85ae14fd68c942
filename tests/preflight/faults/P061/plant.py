"""A photograph that is a tenth too wide."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, "283.4646 0 0 188.9764", "283.4646 0 0 171.7967")
