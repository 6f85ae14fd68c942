"""A heading of level 4 right after one of level 1 or 2."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.change("EPUB/text/closing.xhtml", "</p>", "</p><h1>One</h1><h3>Three</h3>")
