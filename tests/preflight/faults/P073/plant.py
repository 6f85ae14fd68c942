"""A white box over a photograph, as a layout program leaves it behind; a tint beside it is none."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.draw(3, "0 0 0 0 k 79 179 286 191 re f")
    book.draw(2, "0 0 0 0.3 k 20 20 300 100 re f")
