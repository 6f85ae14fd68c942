"""Generated words in the story's language, and facts about languages."""

from platebook.i18n.catalogue import (
    ROLES,
    Words,
    characters,
    enumerate_items,
    languages,
    messages,
    of,
    of_shelf,
    state,
)
from platebook.i18n.languages import (
    Direction,
    Punctuation,
    direction,
    punctuation,
    region,
    script,
    uses_letter,
)

__all__ = [
    "ROLES", "Direction", "Punctuation", "Words", "characters", "direction", "enumerate_items",
    "languages", "messages", "of", "of_shelf", "punctuation", "region", "script", "state",
    "uses_letter",
]  # fmt: skip
