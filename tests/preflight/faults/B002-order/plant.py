"""Two plates changed places in the e-book alone."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE
from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    for one, other in (("plate-1", "plate-x"), ("plate-2", "plate-1"), ("plate-x", "plate-2")):
        books.ebook.change(PACKAGE, f'idref="plate-{one}"', f'idref="plate-{other}"')
