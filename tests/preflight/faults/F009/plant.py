"""A book that may have less than it would."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.edition, story.options = "epub", {"budget": 0.8}
