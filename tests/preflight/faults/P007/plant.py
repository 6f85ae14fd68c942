"""A file that does not say whether it is trapped."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.pdf.trailer.Info.Trapped
