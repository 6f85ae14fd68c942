"""A photograph of 100 ppi, for a printer who refuses it."""

from __future__ import annotations

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    jpeg = picture(396, 264)
    book.page(3).Resources.XObject.Photo = photograph(book.pdf, jpeg, 396, 264)
