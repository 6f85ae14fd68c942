"""A page without its font, its colour space and its settings."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.page(3).Resources.Font
    book.draw(3, "/Ink cs 1 scn /Thick gs 0 0 m 9 9 l S")
