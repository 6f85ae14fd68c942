"""A stack of pictures in one file."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    file = BytesIO()
    with Image.open(BytesIO(story.photographs.pop("photos/02.jpg"))) as picture:
        picture.save(file, "TIFF", save_all=True, append_images=[picture.rotate(90)])
    story.photographs["photos/02.tif"] = file.getvalue()
    story.plate(2)["photo"] = "photos/02.tif"
