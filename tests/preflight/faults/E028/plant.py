"""A long description is promised, and nothing leads to one."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.say('<meta property="schema:accessibilityFeature">longDescription</meta>')
