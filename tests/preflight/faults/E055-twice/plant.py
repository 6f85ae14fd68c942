"""One file shown as two plates."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(3), "plate-street-3.jpg", "plate-street-1.jpg")
