"""An alt text that a program wrote."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    story.plate(2)["alt"] = "DSC_4321.jpg"
