"""A name that went through the wrong encoding."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.change("EPUB/text/closing.xhtml", "</p>", "</p><p>Fran\ufffdois was there.</p>")
