"""A caption that is a chapter."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "The stalls go up in the dark, and nobody speaks. " * 120
    story.plate(2)["caption-at"] = "page"
    story.edition = "print"
