"""A JPEG that is cut off."""

from __future__ import annotations

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    book.page(3).Resources.XObject.Photo = photograph(
        book.pdf, picture(1260, 840)[:9000], 1260, 840
    )
    book.printer = None
