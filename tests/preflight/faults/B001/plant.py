"""The e-book has the title of last week."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE
from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.ebook.change(PACKAGE, "A Street Before the Market</dc:title>", "A Street</dc:title>")
