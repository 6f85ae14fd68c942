"""Two photographs that bleed in one opening."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    for number in (1, 2):
        story.plate(number)["layout"] = "full-bleed"
    story.told["design"] = {"open": "any"}
    story.told["introduction"] = "Three mornings."
    story.edition = "print"
