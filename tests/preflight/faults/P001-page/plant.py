"""A page whose drawing breaks off in the middle of a string."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.page(1).Contents = Stream(book.pdf, b"0 g (broken")
