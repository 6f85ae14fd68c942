"""A layer."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    layer = book.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Notes"))
    book.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())
