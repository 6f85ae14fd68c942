"""A caption in the colour of its ground; a title under a white box; a line that is clipped away."""

from __future__ import annotations

from tests.preflight.presses import Press, shown


def plant(book: Press) -> None:
    book.draw(3, "0 0 0 1 k 75 150 200 30 re f", below=True)
    book.draw(1, "0 0 0 0 k 90 240 100 40 re f")
    words = shown("The river in winter")
    clipped = "0 0 0 1 k 300 300 10 10 re W n BT /Text 9 Tf 1 0 0 1 80 140 Tm"
    book.draw(2, f"{clipped} {words} Tj ET", below=True)
    # White on a dark box, and dark on a light one, are seen.
    white = f"0 0 0 0 k BT /Text 9 Tf 1 0 0 1 90 100 Tm {words} Tj ET"
    book.draw(3, f"0 0 0 1 k 80 90 150 30 re f {white}")
