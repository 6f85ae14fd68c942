"""The printed book's metadata have the title of last week."""

from __future__ import annotations

import pikepdf

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    def retitle(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = "A Street Before the Markets"
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = "A Street Before the Markets"

    books.change_print(retitle)
