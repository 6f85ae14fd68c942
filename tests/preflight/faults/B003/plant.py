"""A caption was corrected in the e-book by hand."""

from __future__ import annotations

from tests.preflight.pairs import Books, document


def plant(books: Books) -> None:
    books.ebook.change(document(2), "quiet street", "busy street", times=9)
