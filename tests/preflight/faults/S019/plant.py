"""A caption that refers to a page of a website, as it did there."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "The fish stall, [seen again](later.html)."
