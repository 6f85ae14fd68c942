"""A photograph in RGB."""

from __future__ import annotations

from io import BytesIO

from pikepdf import Name
from PIL import Image

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    rgb = Image.open(BytesIO(picture(1260, 840))).convert("RGB")
    file = BytesIO()
    rgb.save(file, "JPEG")
    changes = {"ColorSpace": Name.DeviceRGB, "Decode": None}
    book.page(3).Resources.XObject.Photo = photograph(
        book.pdf, file.getvalue(), 1260, 840, **changes
    )
