"""A photograph that says whose it is, and a manifest that says otherwise."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.originals import Original

_ARTIST = 0x013B


def plant(story: Original) -> None:
    file = BytesIO()
    exif = Image.Exif()
    exif[_ARTIST] = "Somebody Else"
    with Image.open(BytesIO(story.photographs["photos/02.jpg"])) as picture:
        picture.save(file, "JPEG", quality=80, exif=exif)
    story.photographs["photos/02.jpg"] = file.getvalue()
