"""An output intent whose profile is none."""

from __future__ import annotations

from pikepdf import Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    profile = Stream(book.pdf, b"no profile at all")
    profile.N = 4
    book.pdf.Root.OutputIntents[0].DestOutputProfile = profile
