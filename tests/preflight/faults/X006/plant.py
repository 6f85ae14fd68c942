"""A PDF that is called an EPUB: read as what it is."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.file = "book.epub"
