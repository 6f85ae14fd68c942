"""A link on a page."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([90, 240, 200, 280]))
    book.page(1).Annots = Array([link])
