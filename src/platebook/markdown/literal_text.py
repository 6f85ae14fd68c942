"""Finds what in a text is meant to the letter: code, addresses, tags, what a backslash escapes.

Smart typography passes it over, and so does the search for typewriter marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ADDRESS = r"""
  \b(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|tel:)[^\s<>"“”«»]*[^\s<>"“”«»'’.,;:!?)…*_]
| [\w.+'-]+@[\w-]+(?:\.[\w-]+)+
| \b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/[^\s<>"“”«»]*[^\s<>"“”«»'’.,;:!?)…*_]
"""
_MARKDOWN = r"""
  \\[!-/:-@\[-`{-~]
| (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`)
| (?<=\])\((?:[^()\\\n]|\\.|\([^()\n]*\))*\)
| <[a-z/!][^<>\n]*>
| ^[ \t>]*[-=*_|:+][-=*_|:+ \t]*$
"""
_FLAGS = re.IGNORECASE | re.VERBOSE | re.MULTILINE | re.DOTALL
_PLAIN, _MARKED = re.compile(_ADDRESS, _FLAGS), re.compile(f"{_MARKDOWN}|{_ADDRESS}", _FLAGS)


def literal_spans(source: str, *, markup: bool = True) -> Iterator[tuple[int, int]]:
    """Give beginning and end of each part of a text that is meant to the letter.

    ``markup`` says whether the text is Markdown; a title is not.
    """
    for found in (_MARKED if markup else _PLAIN).finditer(source):
        yield found.span()
