"""A character that no font had."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press


def plant(book: Press) -> None:
    book.draw(1, f"{BLACK} BT /Text 9 Tf 1 0 0 1 100 200 Tm <0000> Tj ET")
