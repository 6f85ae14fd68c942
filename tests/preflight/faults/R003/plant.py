"""More pages than the printer binds."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.model import Rule, Sure
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    most = Rule(2, "the tests", "2026-10", Sure.VENDOR)
    least = Rule(1, "the tests", "2026-10", Sure.VENDOR)
    book.printer = replace(book.printer, least_pages=least, most_pages=most)
