"""A trim that the printer does not offer."""

from __future__ import annotations

from dataclasses import replace

from platebook import geometry
from platebook.printers.printer import Certainty, Rule, Trims
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    assert book.printer
    sizes = Trims((geometry.TRIMS["a5"],))
    trims = Rule(sizes, "the tests", "2026-10", Certainty.VENDOR)
    book.printer = replace(book.printer, trims=trims)
