"""A photograph came out as its own negative."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from tests.preflight.ebooks import jpeg
from tests.preflight.pairs import Books, photograph


def plant(books: Books) -> None:
    negative = ImageOps.invert(Image.open(BytesIO(books.ebook.files[photograph(1)])))
    books.ebook.files[photograph(1)] = jpeg(negative)
