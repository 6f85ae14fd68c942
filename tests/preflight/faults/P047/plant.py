"""A line that is set invisibly, as under a scan."""

from __future__ import annotations

from tests.preflight.presses import Press, shown


def plant(book: Press) -> None:
    words = shown("The river in winter")
    book.draw(3, f"0 0 0 1 k BT 3 Tr /Text 9 Tf 1 0 0 1 80 140 Tm {words} Tj ET")
