"""A page that was added twice, which makes the pages odd too."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    book.pdf.pages.insert(3, book.pdf.pages[2])
