"""A photograph in RGB without a profile, in a file that claims PDF/X-4."""

from __future__ import annotations

from io import BytesIO

from pikepdf import Name

from tests.photos.photographs import scene
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    book.printer = None
    book.photograph(3).ColorSpace = Name.DeviceRGB
    del book.photograph(3).Decode
    told = BytesIO()
    scene((1260, 840)).save(told, "JPEG")
    book.photograph(3).write(told.getvalue(), filter=Name.DCTDecode)
