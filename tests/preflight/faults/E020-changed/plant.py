"""A package that does not say when it was last changed, nor which identifier is its own."""

from __future__ import annotations

import re

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    package = book.files[PACKAGE].decode()
    package = re.sub(r"<meta[^>]*dcterms:modified[^>]*>[^<]*</meta>", "", package)
    package = re.sub(r'unique-identifier="[^"]*"', 'unique-identifier="none"', package)
    book.files[PACKAGE] = package.encode()
