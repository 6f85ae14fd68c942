"""A photograph as WebP, which Kindle does not take."""

from __future__ import annotations

from io import BytesIO

from tests.photos.photographs import scene
from tests.preflight.ebooks import PACKAGE, Ebook, photograph


def plant(book: Ebook) -> None:
    file = BytesIO()
    scene((600, 400)).save(file, "WEBP")
    book.files[photograph(1)] = file.getvalue()
    name = photograph(1).removeprefix("EPUB/")
    old = f'<item href="{name}" id="image-plate-street-1" media-type="image/jpeg"/>'
    book.change(PACKAGE, old, old.replace("jpeg", "webp"))
