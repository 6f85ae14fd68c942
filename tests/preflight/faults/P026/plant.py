"""A page with paper outside its bleed, as for marks."""

from __future__ import annotations

from tests.preflight.presses import PT, SHEET, Press


def plant(book: Press) -> None:
    side = SHEET * PT
    book.page(1).MediaBox = [-20, -20, side + 20, side + 20]
