"""A conformance that nobody vouches for."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    book.say(f'<meta property="dcterms:conformsTo">{claim}</meta>')
