"""A caption with two hyphens for a dash."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(1)["caption"] = "A square -- at dawn."
