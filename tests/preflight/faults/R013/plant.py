"""A binding of which the printer's profile says nothing."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer += "crossover: {value: perfect}\n"
    story.options["binding"] = "lay-flat"
    story.edition = "print"
