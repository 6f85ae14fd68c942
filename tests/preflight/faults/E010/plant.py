"""The package lists a stylesheet that nobody put in."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.list("EPUB/styles/night.css", "text/css")
