"""A photograph that was cut off."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, photograph


def plant(book: Ebook) -> None:
    book.files[photograph(2)] = book.files[photograph(2)][:200]
