"""The contents have lost their list."""

from __future__ import annotations

import re

from tests.preflight.ebooks import NAV, Ebook


def plant(book: Ebook) -> None:
    contents = re.compile(rb'(<h1 id="contents">.*?)<ol>.*?</ol>', re.DOTALL)
    book.files[NAV] = contents.sub(rb"\1", book.files[NAV], count=1)
