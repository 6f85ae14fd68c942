"""A drawing that saves a state and never restores it."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.page(3).Contents = Stream(book.pdf, book.page(3).Contents.read_bytes() + b" q")
