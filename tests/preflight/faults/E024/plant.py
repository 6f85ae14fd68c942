"""A theme left the page list and the marks out, and the package still claims them."""

from __future__ import annotations

import re

from tests.preflight.ebooks import NAV, NCX, Ebook


def plant(book: Ebook) -> None:
    book.files[NAV] = re.sub(
        rb'<nav epub:type="page-list".*?</nav>', b"", book.files[NAV], flags=re.DOTALL
    )
    for name in [each for each in book.files if each.endswith(".xhtml")]:
        book.files[name] = re.sub(rb'<span epub:type="pagebreak".*?</span>', b"", book.files[name])
    book.files[NCX] = re.sub(rb"<pageList>.*?</pageList>", b"", book.files[NCX], flags=re.DOTALL)
