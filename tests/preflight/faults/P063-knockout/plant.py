"""Black type that knocks out, where the printer asks for overprint; large type may."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Black, Certainty, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    asked = Rule(Black.OVERPRINT, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, black=asked)
