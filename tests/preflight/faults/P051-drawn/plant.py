"""A font whose characters are drawings in RGB."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    drawing = Stream(book.pdf, b"500 0 d0 1 0 0 rg 0 0 400 400 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=book.pdf.make_indirect(drawing)),
        Encoding=Dictionary(Differences=Array([97, Name.a])),
        FirstChar=97,
        Widths=[500],
        Resources=Dictionary(),
    )
    book.page(1).Resources.Font.Drawn = book.pdf.make_indirect(font)
    book.draw(1, "0 0 0 1 k BT /Drawn 20 Tf 100 100 Td (a) Tj ET")
