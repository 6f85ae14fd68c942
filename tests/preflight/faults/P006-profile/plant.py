"""An output intent whose profile is for screens."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press, icc


def plant(book: Press) -> None:
    profile = Stream(book.pdf, icc(b"RGB "))
    profile.N = 3
    book.pdf.Root.OutputIntents[0].DestOutputProfile = profile
