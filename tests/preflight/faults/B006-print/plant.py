"""Two photographs changed places in the printed book."""

from __future__ import annotations

import pikepdf

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        named = pdf.pages[6].Resources.XObject
        one, other = (key for key in named if named[key].get("/Height") != 600)
        named[one], named[other] = named[other], named[one]

    books.change_print(swap)
