"""A caption as long as a novel, in the photograph itself."""

from __future__ import annotations

from tests.photos.photographs import iim_record, with_segment
from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    record = iim_record((120, "word " * 6_400))
    story.photographs["photos/02.jpg"] = with_segment(whole, 0xED, record)
