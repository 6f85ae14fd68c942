"""A cover as small as a stamp."""

from __future__ import annotations

from tests.photos.photographs import scene
from tests.preflight.ebooks import COVER, Ebook, jpeg


def plant(book: Ebook) -> None:
    book.files[COVER] = jpeg(scene((500, 800)))
