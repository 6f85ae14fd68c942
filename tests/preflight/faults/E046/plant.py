"""A photograph whose camera was set to Adobe RGB."""

from __future__ import annotations

from platebook.photos.formats.header import ADOBE_RGB, matrix_profile
from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook, jpeg, photograph


def plant(book: Ebook) -> None:
    profile = matrix_profile(ADOBE_RGB)
    book.files[photograph(1)] = jpeg(scene((600, 400)), icc_profile=profile)
