"""A caption laid over its photograph; another so, with a ground of its own."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    css = "figure { position: relative } figcaption { position: absolute; bottom: 0 }"
    book.change("EPUB/text/plate-street-1.xhtml", "</head>", f"<style>{css}</style></head>")
    css += " figcaption { background: #fff }"
    book.change("EPUB/text/plate-street-2.xhtml", "</head>", f"<style>{css}</style></head>")
