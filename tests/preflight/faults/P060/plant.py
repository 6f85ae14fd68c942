"""A photograph of 250 ppi, for a printer who asks for 300."""

from __future__ import annotations

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    jpeg = picture(980, 654)
    book.page(3).Resources.XObject.Photo = photograph(book.pdf, jpeg, 980, 654)
