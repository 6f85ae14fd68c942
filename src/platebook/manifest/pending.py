"""Reports the values of art direction that no edition uses yet, so that none is ignored silently.

A row is deleted when its value works.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from platebook.errors import Finding, Severity
from platebook.story import (
    CaptionPosition,
    Story,
)

#: Keys of ``design``: the values that have no effect yet.
_OF_STORY: dict[str, tuple[object, ...]] = {
    "captions": (CaptionPosition.END,),
}
#: Keys of a plate: the values that have no effect yet.
_OF_PLATE: dict[str, tuple[object, ...]] = {
    "caption_at": (CaptionPosition.END,),
}
_FIX = "Leave it out until a version of platebook uses it."


def unused_values(story: Story) -> Iterator[Finding]:
    """Give a warning for each value that is right and has no effect in this version."""
    for key, values in _OF_STORY.items():
        value = getattr(story.design, key)
        if value in values:
            yield _unused(str(story.place("design")), key, value)
    for plate in story.plates:
        for key, values in _OF_PLATE.items():
            value = getattr(plate, key)
            if value in values:
                yield _unused(f"{plate.where} (plate “{plate.id}”)", key, value)


def _unused(where: str, key: str, value: object) -> Finding:
    said = value.value if isinstance(value, StrEnum) else str(value).lower()
    message = f"{key.replace('_', '-')}: {said} has no effect in this version"
    return Finding(where, message, _FIX, Severity.WARNING, code="")  # gone when its row is
