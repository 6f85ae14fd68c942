"""A document does not say in which language it is."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(1), ' lang="en" xml:lang="en"', "")
