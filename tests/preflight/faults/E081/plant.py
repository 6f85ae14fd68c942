"""A machine without EPUBCheck."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.judges = ("EPUBCheck",)
    book.uninstalled = True
