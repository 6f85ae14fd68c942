"""Words that begin 3 mm from the cut, in a file that claims PDF/X-4."""

from __future__ import annotations

from tests.preflight.presses import BLACK, BLEED, PT, Press, shown


def plant(book: Press) -> None:
    book.printer = None
    left = (BLEED + 3) * PT
    book.draw(1, f"{BLACK} BT /Text 9 Tf 1 0 0 1 {left} 200 Tm {shown('river')} Tj ET")
