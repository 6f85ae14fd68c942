"""A photograph on two facing pages that would begin on a recto."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["layout"] = "spread"
    story.told["design"] = {"open": "any", "captions": "page"}
    story.told["introduction"] = "Three mornings."
    story.edition = "print"
