"""Three blank pages in a row within a book, for a printer that takes ten at the end only."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import BlankRuns, Certainty, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    asked = Rule(BlankRuns(2, 10), "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, blank_runs=asked)
    for place in (2, 3, 2, 4):
        book.pdf.pages.insert(place, book.pdf.pages[-1])
