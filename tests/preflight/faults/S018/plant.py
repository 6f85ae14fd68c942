"""A photograph in the folder that no plate names."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.photographs["photos/03.jpg"] = story.photographs["photos/01.jpg"]
