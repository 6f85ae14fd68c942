"""An alt text that does not end."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = "Two men push a cart of ice up the street, " * 4 + "slowly."
