"""A package without a title."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(PACKAGE, '<dc:title id="main-title">A Street Before the Market</dc:title>', "")
