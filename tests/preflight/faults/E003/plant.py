"""A name that climbs out of the folder in which somebody unpacks the book."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.files["META-INF/../../note.txt"] = b"out"
