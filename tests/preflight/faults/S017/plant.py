"""A caption that ends in a list, joined to one line."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "On the bench"
    story.edits["On the bench\n"] = "On the bench\n    - Anna\n"
