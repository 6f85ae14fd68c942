"""A plate that the contents forgot."""

from __future__ import annotations

import re

from tests.preflight.ebooks import NAV, Ebook, document


def plant(book: Ebook) -> None:
    name = document(2).removeprefix("EPUB/")
    text = book.files[NAV].decode()
    link, *_ = re.findall(rf'<li>\s*<a href="{name}[^"]*">[^<]*</a>\s*</li>', text)
    book.change(NAV, link, "")
