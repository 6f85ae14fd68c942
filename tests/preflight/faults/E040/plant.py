"""A photograph without a word for those who cannot see it."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(2), 'alt="Four quarters of colour, number 2."', "")
    claim = '<meta property="schema:accessibilityFeature">alternativeText</meta>'
    book.change(PACKAGE, claim, "")
