"""A photograph that its camera signed."""

from __future__ import annotations

from tests.photos.photographs import with_segment
from tests.photos.test_provenance import jumbf
from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    signed = with_segment(whole, 0xEB, b"JP\0\1\0\0\0\1" + jumbf())
    story.photographs["photos/02.jpg"] = signed
