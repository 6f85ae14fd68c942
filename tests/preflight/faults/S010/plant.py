"""The same photograph under another name."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.photographs["photos/02.jpg"] = story.photographs["photos/01.jpg"]
