"""The package has forgotten its cover."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(PACKAGE, ' properties="cover-image"', "")
    book.change(PACKAGE, '<meta name="cover" content="cover-image"></meta>', "")
