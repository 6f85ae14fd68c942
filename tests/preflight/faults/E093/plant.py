"""A figure that is not displayed, a photograph outside of the page, a caption without a size."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, document


def plant(book: Ebook) -> None:
    book.change(document(1), "<figure", '<figure style="display: none"')
    book.change(document(2), "<img", '<img style="position: absolute; left: -9999px"')
    book.change(document(3), "<figcaption", '<figcaption style="opacity: 0.02"')
