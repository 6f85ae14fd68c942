"""The contents list the second plate before the first."""

from __future__ import annotations

from tests.preflight.ebooks import NAV, Ebook


def plant(book: Ebook) -> None:
    first, second = ("plate-street-1.xhtml", "plate-street-2.xhtml")
    book.change(NAV, f'"text/{first}"', '"text/later"')
    book.change(NAV, f'"text/{second}"', f'"text/{first}"')
    book.change(NAV, '"text/later"', f'"text/{second}"')
