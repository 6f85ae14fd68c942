"""The page list counts two pages the wrong way round."""

from __future__ import annotations

from tests.preflight.ebooks import NAV, Ebook


def plant(book: Ebook) -> None:
    book.change(NAV, ">5</a>", ">six</a>")
    book.change(NAV, ">6</a>", ">5</a>")
    book.change(NAV, ">six</a>", ">6</a>")
