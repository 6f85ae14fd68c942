"""A text alternative was lost from the PDF for screens."""

from __future__ import annotations

import pikepdf

from tests.preflight.pairs import Books, is_figure


def plant(books: Books) -> None:
    def forget(pdf: pikepdf.Pdf) -> None:
        del next(each for each in pdf.objects if is_figure(each))["/Alt"]

    books.change_screen(forget)
