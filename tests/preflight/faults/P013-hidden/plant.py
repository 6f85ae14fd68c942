"""Words on a layer that is switched off."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, String

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    layer = book.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Deutsch")))
    off = Dictionary(OFF=Array([layer]), Order=Array([layer]))
    book.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=off)
    book.printer = None
