"""A page whose drawing was lost, beside the photograph that it is about."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    del book.page(3).Contents
    book.printer = None
