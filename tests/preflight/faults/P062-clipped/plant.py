"""A plate that is clipped before it reaches the bleed at the right."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    there = book.page(2).Contents.read_bytes()
    clip = b"0 0 440 460 re W n "
    book.page(2).Contents = Stream(book.pdf, clip + there)
