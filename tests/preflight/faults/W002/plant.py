"""A photograph that tells where it was taken."""

from __future__ import annotations

from PIL import Image

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    path = min((site.folder / "images").glob("plate-1-*.jpg"))
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)}
    with Image.open(path) as picture:
        picture.load()
        picture.save(path, exif=exif)
