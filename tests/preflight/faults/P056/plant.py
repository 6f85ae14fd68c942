"""White type that overprints."""

from __future__ import annotations

from tests.preflight.presses import Press, shown


def plant(book: Press) -> None:
    book.settings(3, OP=True, op=True, OPM=1)
    book.draw(3, f"/More gs 0 0 0 0 k BT /Text 24 Tf 1 0 0 1 90 190 Tm {shown('river')} Tj ET")
