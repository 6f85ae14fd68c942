"""A photograph of which the second half never arrived."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    whole = story.photographs["photos/02.jpg"]
    story.photographs["photos/02.jpg"] = whole[: len(whole) // 2]
