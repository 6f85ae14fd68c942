"""A document that stands in the reading order twice."""

from __future__ import annotations

import re

from tests.preflight.ebooks import PACKAGE, Ebook


def plant(book: Ebook) -> None:
    spine = re.search(r"<itemref[^>]*/>", book.files[PACKAGE].decode())
    assert spine
    book.change(PACKAGE, "</spine>", f"{spine[0]}</spine>")
