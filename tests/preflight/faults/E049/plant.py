"""A logo cut out of its background."""

from __future__ import annotations

from io import BytesIO

from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    file = BytesIO()
    scene((90, 60)).convert("RGBA").save(file, "PNG")
    book.files["EPUB/images/logo.png"] = file.getvalue()
    book.list("EPUB/images/logo.png", "image/png")
    book.show("EPUB/images/logo.png")
