"""A pattern whose tiles are in RGB."""

from __future__ import annotations

from pikepdf import Dictionary, Stream

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    tile = Stream(book.pdf, b"1 0 0 rg 0 0 5 5 re f")
    tile.update(
        Dictionary(
            PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9], XStep=9, YStep=9,
            Resources=Dictionary(),
        )
    )  # fmt: skip
    book.page(1).Resources.Pattern = Dictionary(Tile=book.pdf.make_indirect(tile))
    book.draw(1, "/Pattern cs /Tile scn 100 100 50 50 re f")
