"""Black ink that falls back on RGB."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[0, 0, 1], N=1)
    black = Array([Name.Separation, Name.Black, Name.DeviceRGB, tint])
    book.page(1).Resources.ColorSpace = Dictionary(Ink=black)
    book.draw(1, "/Ink cs 1 scn 100 100 50 50 re f")
