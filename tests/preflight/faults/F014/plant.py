"""A picture whose metadata say that it was generated."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.importing.corpus import xmp
from tests.preflight.originals import Original

_SAYS = "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"


def plant(story: Original) -> None:
    file = BytesIO()
    with Image.open(BytesIO(story.photographs["photos/02.jpg"])) as picture:
        picture.save(file, "JPEG", quality=90, xmp=xmp("", "", _SAYS))
    story.photographs["photos/02.jpg"] = file.getvalue()
