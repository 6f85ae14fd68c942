"""Five megabytes of photograph, and some."""

from __future__ import annotations

from PIL import Image

from tests.preflight.ebooks import Ebook, jpeg, photograph


def plant(book: Ebook) -> None:
    noise = Image.effect_noise((1800, 1800), 200)
    book.files[photograph(3)] = jpeg(noise.convert("RGB"), quality=100, subsampling=0)
