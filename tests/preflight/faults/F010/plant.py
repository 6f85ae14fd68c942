"""A book that may have less than its type alone."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.edition, story.options = "epub", {"budget": 0.1}
