"""A note that somebody left in the folder."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.files["EPUB/notes.txt"] = b"ask Jane about plate 3"
