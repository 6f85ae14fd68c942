"""A progressive JPEG."""

from __future__ import annotations

from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook, jpeg, photograph


def plant(book: Ebook) -> None:
    book.files[photograph(1)] = jpeg(scene((600, 400)), progressive=True)
