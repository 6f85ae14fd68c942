"""EXIF that points beyond its own end."""

from __future__ import annotations

from tests.photos.photographs import with_segment
from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    damaged = with_segment(whole, 0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7fjunk")
    story.photographs["photos/02.jpg"] = damaged
