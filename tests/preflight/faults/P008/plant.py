"""Another title in Info than in XMP."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.pdf.trailer.Info.Title = "Summer"
