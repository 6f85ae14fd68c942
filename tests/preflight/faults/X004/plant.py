"""A font of a megabyte that unpacks to seven hundred."""

from __future__ import annotations

import zlib

import pikepdf

from tests.preflight.presses import Press

_BLOCK, _TIMES = bytes(1_000_000), 700


def bomb() -> bytes:
    """Pack many zeros: after a full flush, every block is packed like the one before."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(_BLOCK) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (_TIMES - 1)


def plant(book: Press) -> None:
    book.hostile = True
    packed = pikepdf.Stream(book.pdf, bomb())
    packed.Filter = pikepdf.Name.FlateDecode
    font = book.page(1).Resources.Font.Text.DescendantFonts[0]
    font.FontDescriptor.FontFile2 = book.pdf.make_indirect(packed)
