"""An alt text that says what a screen reader says by itself."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = "A photo of two men with a cart of ice."
