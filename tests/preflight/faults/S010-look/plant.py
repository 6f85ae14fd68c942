"""The same photograph in another size."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    with Image.open(BytesIO(story.photographs["photos/01.jpg"])) as first:
        smaller = first.resize((630, 420))
    file = BytesIO()
    smaller.save(file, "JPEG", quality=60)
    story.photographs["photos/02.jpg"] = file.getvalue()
