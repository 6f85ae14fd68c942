"""A spine of which one source says that it carries text, and another that it does not."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer += "spine-text: {value: {least-pages: 8, doubtful-below: 40}}\n"
    story.edition, story.options = "cover", {"spine": 12.0}
