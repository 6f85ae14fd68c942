"""A document that goes on to the next by itself."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    told = '<meta http-equiv="Refresh" content="5;url=closing.xhtml"/>'
    book.change(document(1), "</head>", f"{told}</head>")
