"""A photograph with one pixel of 360 %."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    inks = Image.open(BytesIO(picture(1260, 840)))
    inks.paste((230, 230, 230, 230), (640, 320, 648, 328))
    file = BytesIO()
    inks.save(file, "JPEG", quality=95, subsampling=0)
    book.page(3).Resources.XObject.Photo = photograph(book.pdf, file.getvalue(), 1260, 840)
