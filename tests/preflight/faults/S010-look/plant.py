"""The same photograph in another size."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.photographs["photos/02.jpg"] = story.small("photos/01.jpg", (630, 420), 60)
