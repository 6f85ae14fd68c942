"""Type of four points."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, "/Text 9 Tf", "/Text 4 Tf")
