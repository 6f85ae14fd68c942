"""An embargo and a limit of use in an agency's instructions."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.importing.corpus import xmp
from tests.preflight.originals import Original

_SAYS = "<photoshop:Instructions>EMBARGOED until 6 May 2026. No sales.</photoshop:Instructions>"


def plant(story: Original) -> None:
    file = BytesIO()
    with Image.open(BytesIO(story.photographs["photos/02.jpg"])) as picture:
        picture.save(file, "JPEG", quality=90, xmp=xmp("", "", _SAYS))
    story.photographs["photos/02.jpg"] = file.getvalue()
