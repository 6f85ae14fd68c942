"""Two photographs changed places in the e-book."""

from __future__ import annotations

from tests.preflight.pairs import Books, photograph


def plant(books: Books) -> None:
    files = books.ebook.files
    one, other = photograph(1), photograph(2)
    files[one], files[other] = files[other], files[one]
