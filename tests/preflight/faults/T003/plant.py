"""The only font that has a letter may not be embedded."""

from __future__ import annotations

from tests.preflight.originals import Original, font


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "A sign over the door: \u0b95."
    kept, free = font("A Tamil", "க", fsType=2), font("B Tamil", "க")
    story.fonts = {"kept.ttf": kept, "free.ttf": free}
