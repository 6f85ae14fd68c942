"""Text alternatives are claimed, and a picture only passes for decoration."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(3), 'alt="Four quarters of colour, number 3."', 'alt=""')
