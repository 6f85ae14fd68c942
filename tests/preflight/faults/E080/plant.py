"""An element that no reader knows: the real EPUBCheck is asked."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.judges = ("EPUBCheck",)
    book.change(document(1), "</figure>", "</figure><novelty>new</novelty>")
