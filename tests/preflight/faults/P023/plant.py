"""A page whose bleed reaches out of its paper."""

from __future__ import annotations

from tests.preflight.presses import PT, SHEET, Press


def plant(book: Press) -> None:
    book.page(1).MediaBox = [1, 0, SHEET * PT, SHEET * PT]
