"""An empty alt text, and nobody says that it is meant."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(2), 'alt="Four quarters of colour, number 2."', 'alt=""')
    claim = '<meta property="schema:accessibilityFeature">alternativeText</meta>'
    book.change(PACKAGE, claim, "")
