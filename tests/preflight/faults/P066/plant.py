"""PostScript, a transfer curve and pictures to be fetched, in a file that claims PDF/X-4."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    postscript = Stream(book.pdf, b"0 0 moveto")
    postscript.Type, postscript.Subtype = Name.XObject, Name.PS
    book.page(1).Resources.XObject = Dictionary(P=book.pdf.make_indirect(postscript))
    book.settings(1, TR=Name.Identity)
    book.draw(1, "/More gs /P Do")
    book.photograph(3).OPI = Dictionary()
