"""A hieroglyph, on a machine without fonts."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "A sign over the door: \U000130fe."
    story.fonts = {}
