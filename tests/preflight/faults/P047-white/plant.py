"""White type where no picture lies; on a picture, and on a dark shape, it is seen."""

from __future__ import annotations

from tests.preflight.presses import Press, shown


def plant(book: Press) -> None:
    words = shown("The river in winter")
    white = f"0 0 0 0 k BT /Text 9 Tf 1 0 0 1 {{}} {{}} Tm {words} Tj ET"
    book.draw(3, white.format(100, 200))
    book.draw(4 - 1, "0 0 0 1 k 80 90 150 30 re f " + white.format(90, 100))
    book.draw(1, white.format(80, 140))
