"""A stylesheet loads type from elsewhere."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.files["EPUB/styles/base.css"] += b'@import url("https://example.com/type.css");'
