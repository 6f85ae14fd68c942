"""A time that no program can read."""

from __future__ import annotations

import re

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    text = book.files[PACKAGE].decode()
    time = 'dcterms:modified">29 November 2026<'
    book.files[PACKAGE] = re.sub('dcterms:modified">[^<]*<', time, text).encode()
