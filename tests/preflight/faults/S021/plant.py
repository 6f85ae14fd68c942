"""A caption with a typewriter's quotes."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(1)["caption"] = 'They called it "the square".'
