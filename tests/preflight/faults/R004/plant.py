"""A printer that binds nothing under sixty pages."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer += "least-pages: {value: 60}\n"
    story.edition = "print"
