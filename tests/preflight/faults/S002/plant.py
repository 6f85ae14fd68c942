"""A caption that was copied for an alt text."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = story.plate(2)["caption"]
