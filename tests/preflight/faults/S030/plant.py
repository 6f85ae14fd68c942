"""A caption that is a paragraph."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "The stalls go up in the dark, and nobody speaks. " * 10
    story.edition = "print"
