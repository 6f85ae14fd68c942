"""Five blank pages in a row."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    for _ in range(4):
        book.pdf.pages.append(book.pdf.pages[3])
