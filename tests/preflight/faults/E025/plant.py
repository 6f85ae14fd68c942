"""The package says that nothing flashes, and that something does."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.say('<meta property="schema:accessibilityHazard">flashing</meta>')
