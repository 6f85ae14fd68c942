"""An alt text that was copied and forgotten."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = story.plate(1)["alt"]
