"""A page that does not say where it is cut."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.page(1).TrimBox
