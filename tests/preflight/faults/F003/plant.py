"""A colour profile that is none."""

from __future__ import annotations

from tests.photos.photographs import with_segment
from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    profile = b"ICC_PROFILE\0\1\1" + b"no colours here " * 20
    story.photographs["photos/02.jpg"] = with_segment(whole, 0xE2, profile)
