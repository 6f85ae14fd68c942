"""One letter was corrected in the manifest, and nothing built again."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    books.correct(2, caption="Caption of plate 2: a quite street before the market opens.")
