"""A hard cover whose figures somebody else told."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    told = "sure: restated"
    story.printer += "binding: {value: hardcover}\n"
    story.printer += f"cover-wrap: {{value: 15mm, {told}}}\ncover-hinge: {{value: 10mm, {told}}}\n"
    story.edition, story.options = "cover", {"spine": 9.0}
