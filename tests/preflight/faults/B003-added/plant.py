"""The printed caption says more than the manifest."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.correct(3, caption="Caption of plate 3:")
