"""Text that can be changed is claimed of pages that are fixed."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.say('<meta property="rendition:layout">pre-paginated</meta>')
