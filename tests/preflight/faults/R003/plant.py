"""More pages than the printer binds."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    most = Rule(2, "the tests", "2026-10", Certainty.VENDOR)
    least = Rule(1, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, least_pages=least, most_pages=most)
