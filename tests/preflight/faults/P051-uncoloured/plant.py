"""A pattern without colours of its own, painted in RGB."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    tile = Stream(book.pdf, b"0 0 5 5 re f")
    tile.PatternType, tile.PaintType, tile.TilingType = 1, 2, 1
    tile.BBox, tile.XStep, tile.YStep = [0, 0, 9, 9], 9, 9
    resources = book.page(1).Resources
    resources.Pattern = Dictionary(Tile=book.pdf.make_indirect(tile))
    resources.ColorSpace = Dictionary(Plain=Array([Name.Pattern, Name.DeviceRGB]))
    book.draw(1, "/Plain cs 1 0 0 /Tile scn 100 100 50 50 re f")
