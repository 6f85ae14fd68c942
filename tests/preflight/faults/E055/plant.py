"""A photograph under another name, smaller and coarser."""

from __future__ import annotations

from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook, jpeg, photograph


def plant(book: Ebook) -> None:
    book.files[photograph(3)] = jpeg(scene((600, 400)).resize((300, 200)), quality=60)
