"""A JPEG of another size than its dictionary says, on a page of its own shape."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.photograph(3).Height = 841
