"""An essay for an alt text."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    alt = "A man walks along the quay with a basket of fish. " * 11
    text = book.files[document(1)].decode()
    book.files[document(1)] = re.sub('alt="[^"]*"', f'alt="{alt}"', text).encode()
