"""Three bytes that a disk added."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    story.photographs["photos/02.jpg"] = whole[:20] + bytes(3) + whole[20:]
