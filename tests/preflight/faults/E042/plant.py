"""A file's name where an alt text should be."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(2), "Four quarters of colour, number 2.", "DSC_4321.jpg")
