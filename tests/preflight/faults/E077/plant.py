"""A package that was left from the book before."""

from __future__ import annotations

import re

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    text = book.files[PACKAGE].decode()
    book.files[PACKAGE] = re.sub("(<dc:title[^>]*>)[^<]*", r"\1Another Book", text).encode()
