"""A picture that says that it has 2³¹ pixels."""

from __future__ import annotations

from pikepdf import Name

from tests.preflight.presses import Press, photograph


def plant(book: Press) -> None:
    told = {"Filter": Name.JPXDecode, "Decode": None}
    claim = photograph(book.pdf, b"jP  ", 65_536, 32_768, **told)
    book.page(3).Resources.XObject.Photo = claim
    book.redraw(3, "q 283.4646 0 0 188.9764", "q 283.4646 0 0 141.7323")
    book.printer = None
