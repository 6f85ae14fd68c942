"""A form, inside a form, that draws in RGB."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Object, Stream

from tests.preflight.presses import Press


def form(book: Press, drawn: str, **resources: Object) -> Object:
    stream = Stream(book.pdf, drawn.encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox, stream.Resources = [0, 0, 99, 99], Dictionary(**resources)
    return book.pdf.make_indirect(stream)


def plant(book: Press) -> None:
    inner = form(book, "1 0 0 rg 0 0 50 50 re f")
    outer = form(book, "/Inner Do", XObject=Dictionary(Inner=inner))
    book.page(1).Resources.XObject = Dictionary(Outer=outer)
    book.draw(1, "1 0 0 1 100 100 cm /Outer Do")
