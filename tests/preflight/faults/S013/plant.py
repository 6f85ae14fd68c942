"""A caption that nobody has translated."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["caption"] = "Утренний рынок до открытия лавок; товар разгружают в темноте."
