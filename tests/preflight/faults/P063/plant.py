"""A caption in black that overprints, for a printer who wants it to knock out."""

from __future__ import annotations

from tests.preflight.presses import BLACK, Press


def plant(book: Press) -> None:
    book.settings(3, OP=True, op=True, OPM=1)
    book.redraw(3, BLACK, f"/More gs {BLACK}")
