"""The e-book says more than the manifest, after its closing text."""

from __future__ import annotations

from tests.preflight.pairs import Books


def plant(books: Books) -> None:
    more = "it is over.</p><p>Go home.</p>"
    books.ebook.change("EPUB/text/closing.xhtml", "it is over.</p>", more)
