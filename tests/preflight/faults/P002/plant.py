"""A file that anybody may open, and nobody print."""

from __future__ import annotations

import pikepdf

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.options["encryption"] = pikepdf.Encryption(owner="secret", user="", R=4)
