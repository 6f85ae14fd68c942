"""A line of a tenth of a point."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.draw(1, "0 0 0 1 K 0.1 w 100 200 m 200 200 l S")
