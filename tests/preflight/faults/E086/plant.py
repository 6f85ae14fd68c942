"""An Ace whose browser does not start."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.judges = ("Ace",)
    book.programs["ace"] = "exit 1"
