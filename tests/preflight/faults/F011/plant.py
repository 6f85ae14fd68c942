"""A file where the cache should be."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.uncached = True
    story.edition = "epub"
