"""A photograph by nobody, in a story by nobody."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.told["credit"] = None
    story.plate(1)["credit"] = "The Photo Desk"
