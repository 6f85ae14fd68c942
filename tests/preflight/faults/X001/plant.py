"""A file that is no PDF at all."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.damage = lambda whole: whole.replace(b"%PDF-", b"%PNG-")
