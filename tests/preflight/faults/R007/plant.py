"""A printer whose colour profile is not here."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer = story.printer.replace("fogra39", "PSO Uncoated v3")
    story.edition = "print"
