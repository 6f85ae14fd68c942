"""Two blank pages in a row, for a printer that takes none but single ones."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.printer += "page-multiple: {value: 14}\nblank-runs: {value: 1}\n"
    story.edition = "print"
