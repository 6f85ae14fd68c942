"""A decoration that is described at length."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = None
    story.plate(2).update(decorative=True, description="A wall, and its shadow.")
