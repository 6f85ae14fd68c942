"""A printer of whom nobody knows how much is cut off."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer = story.printer.replace("\nbleed: {value: 3mm}", "")
    story.edition = "print"
