"""A document whose bytes changed on the way: its checksum is wrong."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook


def plant(book: Ebook) -> None:
    book.damage = lambda bound: bound.replace(b"By nine it is over", b"By nine it is 0ver")
