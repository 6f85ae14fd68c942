"""Type in four inks in a file whose output intent is for RGB."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press, icc


def plant(book: Press) -> None:
    book.printer = None
    profile = Stream(book.pdf, icc(b"RGB "))
    profile.N = 3
    book.pdf.Root.OutputIntents[0].DestOutputProfile = book.pdf.make_indirect(profile)
