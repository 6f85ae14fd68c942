"""A larger file than the printer takes."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.model import Rule, Sure
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    size = Rule(0.1, "the tests", "2026-10", Sure.VENDOR)
    book.printer = replace(book.printer, file_size=size)
