"""A book of photographs says that it can be read without eyes alone."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(PACKAGE, '<meta property="schema:accessMode">visual</meta>', "")
