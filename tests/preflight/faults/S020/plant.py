"""A photograph from a telephone of years ago."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.photographs["photos/02.jpg"] = story.small("photos/02.jpg", (600, 400), 90)
    story.edition = "print"
