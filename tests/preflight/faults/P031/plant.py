"""Something on the page that the printer wants for itself."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press, shown


def plant(book: Press) -> None:
    book.draw(4, f"{BLACK} BT /Text 9 Tf 1 0 0 1 80 160 Tm {shown('river')} Tj ET")
