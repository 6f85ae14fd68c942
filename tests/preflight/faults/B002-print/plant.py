"""Two plates changed places in the printed book, which does not name them."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.swap_pages()
