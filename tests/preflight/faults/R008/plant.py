"""A larger file than the printer takes."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    size = Rule(0.1, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, file_size=size)
