"""One font has a letter and another one its mark."""

from __future__ import annotations

from tests.preflight.originals import Original, font


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "A sign over the door: \uab01\u1ab0."
    story.fonts = {"letter.ttf": font("A Letter", "\uab01"), "mark.ttf": font("A Mark", "\u1ab0")}
