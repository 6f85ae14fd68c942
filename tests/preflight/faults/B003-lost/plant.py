"""The printed caption was lost."""

from __future__ import annotations

from tests.preflight.pairs import Books, unsay


def plant(books: Books) -> None:
    books.change_print(lambda pdf: unsay(pdf, 7, 1))
