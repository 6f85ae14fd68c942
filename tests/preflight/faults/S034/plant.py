"""A photograph for the back of a cover that its text has no room for."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.told |= {"back-cover": ["plate-2"], "standfirst": "Words fill the back. " * 48}
    story.edition, story.options = "cover", {"spine": 9.0}
