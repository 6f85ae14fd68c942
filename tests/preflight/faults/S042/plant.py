"""A tall photograph on two facing pages: it is as large on one."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(1)["layout"] = "spread"
    story.plate(1)["focus"] = [0.9, 0.5]
    name = story.plate(1)["photo"]
    story.photographs[name] = story.small(name, (800, 1600), 90)
    story.edition = "print"
