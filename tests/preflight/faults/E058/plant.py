"""The alt text of another picture."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    texts = [book.files[document(number)].decode() for number in (1, 2)]
    first, second = (re.search(r'alt="[^"]+"', text) for text in texts)
    assert first
    assert second
    book.change(document(2), second[0], first[0])
