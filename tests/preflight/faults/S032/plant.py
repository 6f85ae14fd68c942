"""A caption that fits its facing page only in smaller type."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "The stalls go up in the dark, and nobody speaks. " * 16
    story.edition = "print"
