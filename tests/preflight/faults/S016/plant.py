"""A caption with a remark behind it, which YAML drops."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "The fish stall"
    story.edits["The fish stall\n"] = "The fish stall # by Anna\n"
