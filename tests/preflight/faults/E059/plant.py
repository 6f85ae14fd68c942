"""An alt text that says first of all that it is one."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    text = book.files[document(1)].decode()
    book.files[document(1)] = re.sub(r'alt="', 'alt="A photo of four ', text, count=1).encode()
