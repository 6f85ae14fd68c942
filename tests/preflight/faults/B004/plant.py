"""A credit is not the manifest's."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.correct(1, credit="Sam Gellman / Agency")
