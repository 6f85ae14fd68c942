"""A photograph that tells where it was taken."""

from __future__ import annotations

from PIL import Image

from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook, jpeg, photograph


def plant(book: Ebook) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (39.0, 1.0, 10.0)
    book.files[photograph(1)] = jpeg(scene((600, 400)), exif=exif)
