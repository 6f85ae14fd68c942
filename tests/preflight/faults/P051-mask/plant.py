"""A soft mask that is drawn in RGB, and its group with it."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    mask = Stream(book.pdf, b"1 0 0 rg 0 0 50 50 re f")
    mask.Type, mask.Subtype, mask.BBox = Name.XObject, Name.Form, [0, 0, 99, 99]
    mask.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    told = Dictionary(S=Name.Luminosity, G=book.pdf.make_indirect(mask))
    book.settings(1, SMask=told)
    book.draw(1, "/More gs 0 0 0 1 k 100 100 50 50 re f")
