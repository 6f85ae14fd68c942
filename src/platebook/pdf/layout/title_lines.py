"""Counts the lines that a title may have on a cover or title page: none of one word alone."""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width

#: A title has so many lines; a longer one may have one for so many characters.
_MOST, _LONG_LINE = 4, 24
#: Chinese and Japanese have no spaces: so many characters to a line at least.
_CHARACTERS = 5


def most_lines(title: str) -> int:
    """Give the most lines for a title: half as many as it has words, and four or a few more."""
    words = title.split()
    lines = ceil(len(words) / 2)
    if len(words) == 1 and any(east_asian_width(character) in "WF" for character in title):
        lines = ceil(len(title) / _CHARACTERS)
    return max(1, min(lines, max(_MOST, ceil(len(title) / _LONG_LINE))))
