"""A photograph that was moved off the page, and one that a clip of no width leaves nothing of."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.redraw(3, " 80 180 cm", " 80 -480 cm")
    book.redraw(2, "/Photo Do", "0.5 0 0 1 re W n /Photo Do")
