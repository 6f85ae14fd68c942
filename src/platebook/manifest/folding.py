"""Finds lines that YAML joins into one, where they were meant to stand apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from platebook.manifest import quoting
from platebook.manifest.mistakes import CHANGED, Mistake, end_of
from platebook.manifest.nodes import Node

#: What begins a list or a quotation in Markdown and is lost when a line is joined to the one above.
_BLOCK_MARK = re.compile(r"(?:[-*+]|1[.)]|>|#{1,6})\s+\S")


def folds(key: str, node: Node, lines: Sequence[str]) -> Iterator[Mistake]:
    """Find lines that YAML joins to the one above, which the author may have meant apart."""
    if node.style == "|" or not node.end or node.end[0] <= node.line:
        return
    first, depth = 0, 0
    if node.style == ">":
        first = 1
        depth = min((quoting.indent(line) for line in lines[1:] if line.strip()), default=0)
    for number in range(first, len(lines) - 1):
        above, below = lines[number], lines[number + 1]
        if not above.strip() or not below.strip():
            continue
        if node.style == ">" and (quoting.indent(below) > depth or quoting.indent(above) > depth):
            continue  # such lines are kept as they stand
        if why := _lost_break(above, below.strip(), node.style):
            message = f"{key}: YAML joins this line to the one above, {why}"
            joined = f"{above.strip()} {below.strip()}"
            fix = (
                f"It reads {end_of(joined)}. Write “{key}: |” and the lines below it, indented."
                if "space" not in why
                else "Write the paragraph on one line."
            )
            place = node.line + number + 1, quoting.indent(below) + 1
            yield Mistake(*place, message, fix, CHANGED)
            return


def _lost_break(above: str, below: str, style: str) -> str | None:
    """Say what is lost when two lines are joined, if anything is."""
    if _BLOCK_MARK.match(below):
        return "though it begins like one of a list or a quotation"
    if re.search(r"\S {2,}$", above) or (style != '"' and re.search(r"[^\\]\\$", above)):
        return "though that ends like one that Markdown breaks after"
    last, first = above.rstrip()[-1:], below[:1]
    if _is_unspaced(last) and _is_unspaced(first):
        return "and puts a space between two characters that have none between them"
    return None


def _is_unspaced(character: str) -> bool:
    """Whether a character is of a script that is written without spaces: Chinese, Japanese."""
    wide = unicodedata.east_asian_width(character) in "WF" if character else False
    return wide and not "\uac00" <= character <= "\ud7a3"
