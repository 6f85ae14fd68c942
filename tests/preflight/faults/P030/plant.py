"""Five pages, which no signature has."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.pdf.pages.append(book.pdf.pages[3])
