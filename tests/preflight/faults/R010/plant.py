"""A photograph of 700 ppi, for a printer who refuses it."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, "q 283.4646 0 0 188.9764 80 180 cm", "q 127 0 0 84.6667 80 180 cm")
