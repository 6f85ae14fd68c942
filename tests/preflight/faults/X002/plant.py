"""A file that breaks off."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.damage = lambda whole: whole[:200]
