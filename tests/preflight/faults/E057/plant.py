"""An alt text that is the caption, but for capitals, spaces and its stop."""

from __future__ import annotations

import re

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    text = book.files[document(2)].decode()
    alt = re.search(r'alt="([^"]*)"', text)
    caption = re.search(r'class="caption"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert alt
    assert caption
    words = " ".join(re.sub("<[^>]*>", "", caption[1]).split()).rstrip(".").upper()
    book.change(document(2), f'alt="{alt[1]}"', f'alt="{words} "')
