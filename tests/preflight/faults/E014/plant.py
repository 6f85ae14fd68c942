"""The reading order names what the package does not list."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(PACKAGE, "</spine>", '<itemref idref="afterword"/></spine>')
