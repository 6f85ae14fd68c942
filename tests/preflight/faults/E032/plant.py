"""A link to a plate that has been renamed."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.change(
        "EPUB/text/plates.xhtml", 'href="plate-street-2.xhtml"', 'href="plate-market.xhtml"'
    )
