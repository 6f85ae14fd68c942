"""A box that was drawn over most of a photograph; a caption over a third of another is none."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.draw(3, "0 0 0 0.2 k 79 179 286 160 re f")
    book.draw(2, "0 0 0 0 k 20 20 400 140 re f")
