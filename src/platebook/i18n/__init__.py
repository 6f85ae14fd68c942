"""Generated words in the story's language, and facts about languages."""

from platebook.i18n.catalogue import ROLES, Words, characters, languages, messages, of
from platebook.i18n.languages import Direction, direction, hyphenates, region, script

__all__ = [
    "ROLES",
    "Direction",
    "Words",
    "characters",
    "direction",
    "hyphenates",
    "languages",
    "messages",
    "of",
    "region",
    "script",
]
