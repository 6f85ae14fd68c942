"""Bookmarks for a printer who forbids them."""

from __future__ import annotations

from dataclasses import replace

import pikepdf

from platebook.printers.printer import Certainty, Forbidden, Rule
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    forbids = Rule(frozenset({Forbidden.BOOKMARKS}), "the tests", "2026-10", Certainty.VENDOR)
    assert book.printer
    book.printer = replace(book.printer, forbids=forbids)
    with book.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Winter", 0))
