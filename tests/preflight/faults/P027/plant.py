"""No room for marks, for a printer who wants them."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Rule, Wanted
from tests.preflight.presses import PT, SHEET, Press


def plant(book: Press) -> None:
    assert book.printer
    marks = Rule(Wanted.WANTED, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, marks=marks)
    side = SHEET * PT
    for number in (2, 3, 4):
        book.page(number).MediaBox = [-20, -20, side + 20, side + 20]
