"""A stylesheet of 30 MB of spaces, which packs to 30 kB."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    name = "EPUB/styles/modern.css"
    book.files[name] += b" " * 30_000_000
    book.packed.add(name)
