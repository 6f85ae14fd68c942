"""The type is there, but another file comes before it."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.files = {PACKAGE: book.files[PACKAGE]} | book.files
