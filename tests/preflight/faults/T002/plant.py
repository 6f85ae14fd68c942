"""An emoji, on a machine without fonts."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "By nine the ice is gone \N{ICE CUBE}."
    story.fonts = {}
