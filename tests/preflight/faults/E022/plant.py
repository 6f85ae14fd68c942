"""A package that says nothing of hazards."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(PACKAGE, '<meta property="schema:accessibilityHazard">none</meta>', "")
