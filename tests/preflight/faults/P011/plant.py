"""Metadata for a printer who forbids it."""

from __future__ import annotations

from dataclasses import replace

from platebook.printers.printer import Certainty, Forbidden, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    forbids = Rule(frozenset({Forbidden.METADATA}), "the tests", "2026-10", Certainty.VENDOR)
    assert book.printer
    book.printer = replace(book.printer, forbids=forbids)
