"""A fifth ink in a file that claims PDF/X-4."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1)
    spot = Array([Name.Separation, Name("/PANTONE 185 C"), Name.DeviceCMYK, tint])
    book.page(1).Resources.ColorSpace = Dictionary(Spot=spot)
    book.draw(1, "/Spot cs 1 scn 100 100 50 50 re f")
