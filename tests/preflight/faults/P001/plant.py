"""A file whose table of objects is nowhere to be found."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.damage = lambda whole: whole.replace(b"startxref\n", b"startxref\n9")
