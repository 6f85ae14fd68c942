"""Two places of one name."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(2), '<p class="number">', '<p class="number" id="pg6">')
