"""A photograph that was flipped to look into the page."""

from __future__ import annotations

from tests.preflight.presses import PT, Press


def plant(book: Press) -> None:
    width = 100 * PT
    placed = f"{width / 1.5:.4f} 80 180 cm"
    book.redraw(
        3, f"{width:.4f} 0 0 {placed}", f"-{width:.4f} 0 0 {placed}".replace(" 80 ", " 363.4646 ")
    )
