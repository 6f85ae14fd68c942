"""An alt text was lost on the way."""

from __future__ import annotations

from tests.preflight.pairs import Books, document


def plant(books: Books) -> None:
    books.ebook.change(document(3), "Four quarters of colour, number 3.", "A market.")
