"""A plate that turning pages passes by, and one that a link leads to; a cover may stand so."""

from __future__ import annotations

from tests.preflight.ebooks import PACKAGE, Ebook, document


def plant(book: Ebook) -> None:
    for name in ("plate-street-1", "plate-street-2", "cover"):
        book.change(PACKAGE, f'idref="{name}"', f'idref="{name}" linear="no"')
    link = '<p><a href="plate-street-2.xhtml">The second</a></p>'
    book.change(document(3), "</body>", f"{link}</body>")
