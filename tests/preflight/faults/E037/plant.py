"""Features that the book has not: fixed pages, a film, mathematics, an index."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    for feature in ("signLanguage", "MathML", "index", "synchronizedAudioText"):
        book.say(f'<meta property="schema:accessibilityFeature">{feature}</meta>')
