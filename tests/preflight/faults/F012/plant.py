"""A stand-in that `import` put where a photograph was missing."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.importing.corpus import xmp
from tests.preflight.originals import Original

_SAYS = (
    "<photoshop:Instructions>platebook: stand-in for a missing photograph</photoshop:Instructions>"
)


def plant(story: Original) -> None:
    file = BytesIO()
    with Image.open(BytesIO(story.photographs["photos/02.jpg"])) as picture:
        picture.save(file, "JPEG", quality=90, xmp=xmp("", "", _SAYS))
    story.photographs["photos/02.jpg"] = file.getvalue()
