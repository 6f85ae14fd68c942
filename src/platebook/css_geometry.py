"""Finds rules of a theme that would move what the planner of the printed book has placed."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"(?P<head>[^{}]+)\{(?P<body>[^{}]*)(?=\}|$)")
#: Pages that the planner lays out; a theme's own named pages are its own.
_PAGE = re.compile(
    r"@page(?:\s+(?:plate|facing|full-bleed|bare|blank|measuring|spread|words)[\w-]*)?\s*(?::[\w()+-]+)*\s*$"
)
#: A selector of a photograph, of a caption, of their page; not of pictures in texts and lists.
_OTHERS = r"(?:running-text|thumbnail|captions|plates|cover|wrap)"
_PLATE = re.compile(
    rf"(?:^|,)(?![^,]*\.{_OTHERS}\b)[^,]*"
    r"(?:(?<![\w.#-])img|(?<![\w.#-])figcaption|(?<![\w.#-])figure|\.plate)(?:[.:\[][^\s,>+~]*)?\s*(?:,|$)"
)
_OF_PAGE = re.compile(r"(?:^|;)\s*(size|margin(?:-\w+)?|bleed|marks)\s*:")
_OF_PLATE = re.compile(
    r"(?:^|;)\s*(position|(?:max-|min-)?(?:width|height)|left|top|right|bottom|inset(?:-\w+)*"
    r"|margin(?:-\w+)*|transform|translate|scale|rotate|float|clip)\s*:"
)


def find_planned(css: str) -> Iterator[tuple[int, str]]:
    """Give the line of each such declaration, counted from 1, and what it is."""
    css = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    for rule in _RULE.finditer(css):
        head = rule["head"].strip().rpartition(";")[2].strip()
        if _PAGE.match(head):
            wanted = _OF_PAGE
        elif not head.startswith("@") and _PLATE.search(head):
            wanted = _OF_PLATE
        else:
            continue
        for found in wanted.finditer(rule["body"]):
            line = css.count("\n", 0, rule.start("body") + found.start(1)) + 1
            yield line, f"{found[1]} of “{' '.join(head.split())}”"
