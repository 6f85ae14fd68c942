"""A plate that ends with the trim, and not with the bleed."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import PT, Press


def plant(book: Press) -> None:
    cut, side = 3 * PT, 150 * PT
    book.page(2).Contents = Stream(book.pdf, f"{side} 0 0 {side} {cut} {cut} cm /Photo Do".encode())
