"""A width that is wider than the photograph has pixels for."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.photographs["photos/02.jpg"] = story.small("photos/02.jpg", (600, 400), 90)
    story.plate(2)["width"] = "70mm"
    story.edition = "print"
