"""An alt text that a program put there."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    text = book.files[document(1)].decode()
    book.files[document(1)] = re.sub(r'alt="[^"]*"', 'alt="Image 3"', text, count=1).encode()
