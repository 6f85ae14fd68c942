"""An ampersand as one types it."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(1), "market opens.</p>", "market & square open.</p>")
