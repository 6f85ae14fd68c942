"""A stylesheet is linked by a name that it does not have."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(2), "../styles/base.css", "../styles/Base.css")
