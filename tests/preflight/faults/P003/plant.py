"""PDF/X-4 in a newer PDF than it is made of."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.options["force_version"] = "2.0"
