"""Two plates changed places in the PDF for screens."""

from __future__ import annotations

import pikepdf

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        second = pdf.pages[7]
        del pdf.pages[7]
        pdf.pages.insert(6, second)

    books.change_screen(swap)
