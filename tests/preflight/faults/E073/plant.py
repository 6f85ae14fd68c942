"""A photograph that screen readers are told to skip, though it has an alt text."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(1), "<img ", '<img aria-hidden="true" ')
