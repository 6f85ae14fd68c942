"""A document whose title is empty."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    text = book.files[document(1)].decode()
    book.files[document(1)] = re.sub("<title>.*?</title>", "<title> </title>", text).encode()
