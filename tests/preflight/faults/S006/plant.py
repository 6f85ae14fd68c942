"""A plate without its caption."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = None
