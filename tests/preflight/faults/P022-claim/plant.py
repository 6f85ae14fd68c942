"""A photograph that reaches the cut of pages without bleed, in a file that claims PDF/X-4."""

from __future__ import annotations

from tests.preflight.presses import BLEED, PT, SHEET, Press


def plant(book: Press) -> None:
    book.printer = None
    cut, side = BLEED * PT, SHEET * PT
    for number in (1, 2, 3, 4):
        book.page(number).MediaBox = [cut, cut, side - cut, side - cut]
        book.page(number).BleedBox = [cut, cut, side - cut, side - cut]
