"""A photograph with only the first hundredth of its rows."""

from __future__ import annotations

import zlib

from pikepdf import Name

from tests.photos.photographs import scene
from tests.preflight.presses import Press, photograph


def plant(book: Press) -> None:
    whole = scene((1260, 840)).convert("CMYK").point(lambda ink: ink // 2).tobytes()
    packed = zlib.compress(whole[: len(whole) // 100])
    told = {"Filter": Name.FlateDecode, "Decode": None}
    book.page(3).Resources.XObject.Photo = photograph(book.pdf, packed, 1260, 840, **told)
    book.printer = None
