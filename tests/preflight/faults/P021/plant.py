"""A page that is cut a millimetre narrower."""

from __future__ import annotations

from tests.preflight.presses import PT, SHEET, Press


def plant(book: Press) -> None:
    side, less = SHEET * PT, 0.5 * PT
    cut = 3 * PT
    book.page(3).TrimBox = [cut + less, cut, side - cut - less, side - cut]
    book.page(3).BleedBox = [less, 0, side - less, side]
    book.page(3).MediaBox = [less, 0, side - less, side]
