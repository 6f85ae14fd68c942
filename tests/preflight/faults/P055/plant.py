"""A photograph with a colour profile of its own."""

from __future__ import annotations

from pikepdf import Array, Name, Stream

from tests.preflight.presses import Press, icc


def plant(book: Press) -> None:
    profile = Stream(book.pdf, icc())
    profile.N = 4
    space = Array([Name.ICCBased, book.pdf.make_indirect(profile)])
    book.photograph(3).ColorSpace = space
