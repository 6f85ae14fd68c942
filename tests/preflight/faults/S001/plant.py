"""A plate that nobody has described."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = None
