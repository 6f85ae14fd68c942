"""A caption that was copied and forgotten."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = story.plate(1)["caption"]
