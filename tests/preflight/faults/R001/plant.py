"""A trim that the printer does not offer."""

from __future__ import annotations

from dataclasses import replace

from platebook import geometry
from platebook.printers.model import Rule, Sure, Trims
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    sizes = Trims((geometry.TRIMS["a5"],))
    trims = Rule(sizes, "the tests", "2026-10", Sure.VENDOR)
    book.printer = replace(book.printer, trims=trims)
