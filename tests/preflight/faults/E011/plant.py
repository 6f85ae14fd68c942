"""A photograph was taken out of the story, and not out of the book."""

from __future__ import annotations

from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook, jpeg


def plant(book: Ebook) -> None:
    name = "EPUB/images/left-out.jpg"
    book.files[name] = jpeg(scene((300, 200)))
    book.list(name, "image/jpeg")
