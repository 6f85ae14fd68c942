"""ExifTool's view of a picture: what does it tell about where and by whom it was taken?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.judges.commands import run


def metadata(picture: Path) -> dict[str, Any]:
    """Return every tag of a picture, by group and name, such as ``XMP-dc:Creator``."""
    told = run("exiftool", "-json", "-G1", "-a", "-struct", picture).stdout
    (tags,) = json.loads(told)
    return dict(tags)
