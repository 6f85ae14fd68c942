"""No landmark says where reading begins."""

from __future__ import annotations

from tests.preflight.ebooks import NAV, Ebook


def plant(book: Ebook) -> None:
    book.change(NAV, 'epub:type="bodymatter"', 'epub:type="preamble"')
