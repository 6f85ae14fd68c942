"""A photograph from a telephone of years ago."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    with Image.open(BytesIO(story.photographs["photos/02.jpg"])) as whole:
        small = whole.resize((600, 400))
    file = BytesIO()
    small.save(file, "JPEG", quality=90)
    story.photographs["photos/02.jpg"] = file.getvalue()
    story.edition = "print"
