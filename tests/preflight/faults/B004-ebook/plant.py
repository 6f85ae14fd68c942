"""A credit was changed in the e-book."""

from __future__ import annotations

from tests.preflight.pairs import Books, document


def plant(books: Books) -> None:
    books.ebook.change(document(2), "The Photo Desk", "The Photo Desk / AFP")
