"""Generated words in the story's language, and facts about languages."""

from platebook.words.catalogue import ROLES, Words, languages, messages, of
from platebook.words.languages import Direction, direction, hyphenates, script

__all__ = [
    "ROLES",
    "Direction",
    "Words",
    "direction",
    "hyphenates",
    "languages",
    "messages",
    "of",
    "script",
]
