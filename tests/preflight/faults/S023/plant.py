"""A caption with two spaces between its sentences."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(1)["caption"] = "A square.  At dawn."
