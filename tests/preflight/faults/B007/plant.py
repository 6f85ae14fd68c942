"""The e-book's page numbers are those of an earlier printed book."""

from __future__ import annotations

from tests.preflight.pairs import Books, document


def plant(books: Books) -> None:
    mark, listed = 'aria-label="{}" id="pg7"', '.xhtml#pg7">{}</a>'
    books.ebook.change(document(2), mark.format(7), mark.format(9))
    books.ebook.change("EPUB/nav.xhtml", listed.format(7), listed.format(9))
