"""Photographs that belong to nobody."""

from __future__ import annotations

from tests.preflight.originals import Original


def plant(story: Original) -> None:
    del story.told["rights"]
