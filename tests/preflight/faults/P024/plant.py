"""A page that is turned when it is shown."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.page(3).Rotate = 90
