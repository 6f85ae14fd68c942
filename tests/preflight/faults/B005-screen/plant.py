"""A text alternative is another in the PDF for screens."""

from __future__ import annotations

import pikepdf

from tests.preflight.pairs import Books, is_figure


def plant(books: Books) -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        figures = [each for each in pdf.objects if is_figure(each)]
        figures[1].Alt = pikepdf.String("Four quarters of colour, number 3.")

    books.change_screen(rename)
