"""No output intent."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.pdf.Root.OutputIntents
