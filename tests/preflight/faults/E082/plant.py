"""A Java that ends before EPUBCheck has said anything."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.judges = ("EPUBCheck",)
    book.programs["java"] = "exit 1"
