"""A photograph on two facing pages, what must be seen of it in the fold."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(1)["layout"] = "spread"
    story.plate(1)["focus"] = [0.5, 0.5]
    story.edition = "print"
