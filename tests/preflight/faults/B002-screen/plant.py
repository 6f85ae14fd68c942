"""Two plates changed places in the PDF for screens."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.swap_pages(screen=True)
