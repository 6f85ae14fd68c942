"""Another picture of the same scene stands in the e-book: it looks the other way."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from tests.preflight.ebooks import jpeg
from tests.preflight.pairs import Books, photograph


def plant(books: Books) -> None:
    mirrored = ImageOps.mirror(Image.open(BytesIO(books.ebook.files[photograph(2)])))
    books.ebook.files[photograph(2)] = jpeg(mirrored)
