"""A drawing whose end is missing, though all that is left can be read."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    whole = book.page(3).Contents.read_bytes()
    book.page(3).Contents = Stream(book.pdf, whole.partition(b"Tm")[0])
