"""A page that shows its trim alone."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.page(1).CropBox = book.page(1).TrimBox
