"""Type of 3 pt and a line of no width, in a file that claims PDF/X-4."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    book.redraw(3, "/Text 9 Tf", "/Text 3 Tf")
    book.draw(3, "0 0 0 1 K 0 w 100 200 m 200 200 l S")
