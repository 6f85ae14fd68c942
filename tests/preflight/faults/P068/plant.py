"""A photograph that was made small for a message."""

from __future__ import annotations

from io import BytesIO

from pikepdf import Name

from tests.photos.photographs import scene
from tests.preflight.presses import Press


def plant(book: Press) -> None:
    picture = scene((315, 210)).convert("CMYK").point(lambda ink: ink // 2).resize((1260, 840))
    file = BytesIO()
    picture.save(file, "JPEG", quality=12)
    book.photograph(3).write(file.getvalue(), filter=Name.DCTDecode)
