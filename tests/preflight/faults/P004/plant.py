"""A file without an identifier."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.damage = lambda whole: whole.replace(b"/ID [", b"/Ix [")
