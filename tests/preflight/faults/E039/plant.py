"""A document that does something when it is touched."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.change("EPUB/text/closing.xhtml", "<p", '<p onclick="go()"')
