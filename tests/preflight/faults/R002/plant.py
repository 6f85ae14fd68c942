"""Four pages for a printer who binds eight."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    least = Rule(8, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, least_pages=least)
