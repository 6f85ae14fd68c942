"""A page with a bleed of four millimetres at its right edge."""

from __future__ import annotations

from tests.preflight.presses import PT, SHEET, Press


def plant(book: Press) -> None:
    side, more = SHEET * PT, PT
    book.page(1).BleedBox = [0, 0, side + more, side]
    book.page(1).MediaBox = [0, 0, side + more, side]
