"""A file that opens with a password only."""

from __future__ import annotations

import pikepdf

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.options["encryption"] = pikepdf.Encryption(owner="secret", user="mine", R=4)
