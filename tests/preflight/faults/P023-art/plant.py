"""A page with two boxes that say where it is cut, and one that hangs over the paper."""

from __future__ import annotations

from pikepdf import Array

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.page(3).ArtBox = book.page(3).TrimBox
    book.page(2).CropBox = Array([-20, -20, 600, 600])
