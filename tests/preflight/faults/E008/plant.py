"""A document with an entity of its own: the beginning of a billion laughs."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    laughs = '<!DOCTYPE html [<!ENTITY ha "ha">]>'
    book.change("EPUB/text/introduction.xhtml", "<!DOCTYPE html>", laughs)
