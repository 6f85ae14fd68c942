"""A table of values, and beside it one that only lays things out."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    rows = "<tr><td>ice</td><td>4</td></tr><tr><td>fish</td><td>7</td></tr>"
    tables = f"<table>{rows}</table><table role='presentation'>{rows}</table>"
    book.change("EPUB/text/closing.xhtml", "</p>", f"</p>{tables}")
