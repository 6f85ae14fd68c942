"""A page whose photograph was taken out of its resources."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.page(3).Resources.XObject
