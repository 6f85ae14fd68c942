"""A font that is not in the file."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    font = book.page(1).Resources.Font.Text.DescendantFonts[0]
    del font.FontDescriptor["/FontFile2"]
