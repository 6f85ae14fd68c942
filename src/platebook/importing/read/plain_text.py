"""Reads plain text, as it is pasted from a page: paragraphs, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from platebook.importing import header_lines
from platebook.importing.furniture import furniture
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin
from platebook.importing.text import as_markdown, clean, line

#: Lines that look as if a program had broken a paragraph at a width (characters).
_WRAPPED = range(40, 101)
#: Blocks in which a headline's byline and date are looked for; characters of a headline.
_HEAD, _HEADLINE, _STANDFIRST = 9, 200, 500


def read(text: str, name: str) -> Article:
    """Divide a text into paragraphs, and recognise headline, byline, date and furniture."""
    paragraphs = list(_paragraphs(clean(text)))
    kept: list[tuple[str, Origin]] = []
    left: list[LeftOut] = []
    for number, words in paragraphs:
        origin = Origin(name, f"line {number}")
        if why := furniture(words):
            left.append(LeftOut("paragraph", words, why, origin))
        else:
            kept.append((words, origin))
    facts, used = head([words for words, _ in kept])
    left += repeated_title([kept[index] for index in range(len(kept)) if index not in used], facts)
    dropped = {item.origin for item in left}
    blocks = tuple(
        Block(Kind.PARAGRAPH, as_markdown(words), origin)
        for index, (words, origin) in enumerate(kept)
        if index not in used and origin not in dropped
    )
    return Article(Origin(name), blocks, facts, tuple(left))


def head(paragraphs: list[str]) -> tuple[dict[str, str], set[int]]:
    """Give the facts at the head of a text, and the numbers of the paragraphs that hold them.

    Only what stands between the headline and a byline is a standfirst: without one, the first
    paragraph is part of the text.
    """
    facts: dict[str, str] = {}
    used: set[int] = set()
    if not paragraphs or len(paragraphs[0]) > _HEADLINE or _is_prose(paragraphs[0]):
        return facts, used
    facts["title"] = line(paragraphs[0])
    used.add(0)
    marks = [
        index for index in range(1, min(_HEAD, len(paragraphs))) if _is_mark(paragraphs[index])
    ]
    if not marks or marks[0] > 3:
        return facts, used
    for index in marks:
        if index - marks[0] > 3:
            break
        used.add(index)
        if found := header_lines.date(paragraphs[index]):
            facts.setdefault("published", found)
        else:
            facts["byline"] = "\n".join(filter(None, (facts.get("byline", ""), paragraphs[index])))
    if marks[0] == 2 and len(paragraphs[1]) <= _STANDFIRST:
        facts["standfirst"] = paragraphs[1]
        used.add(1)
    return facts, used


def _is_prose(paragraph: str) -> bool:
    """Return whether a first paragraph is no headline: several sentences, or a long one."""
    sentences = len(re.findall(r"[.!?…](?:\s|$)", paragraph))
    return sentences > 1 or (sentences == 1 and len(paragraph) > 100)


def _is_mark(paragraph: str) -> bool:
    return bool(header_lines.byline(paragraph) or header_lines.date(paragraph))


def repeated_title(kept: list[tuple[str, Origin]], facts: dict[str, str]) -> Iterator[LeftOut]:
    """Find paragraphs that only repeat the headline."""
    title = facts.get("title", "").casefold()
    for words, origin in kept:
        if title and words.casefold() == title:
            yield LeftOut("paragraph", words, "it repeats the headline", origin)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Give every paragraph on one line, with the number of its first line.

    Blank lines divide; lines between them are one paragraph if they were broken at a width.
    """
    number = 1
    for group in re.split(r"(\n[ ]*(?:\n[ ]*)+)", text):
        lines = [(number + offset, words.strip()) for offset, words in enumerate(group.split("\n"))]
        filled = [(at, words) for at, words in lines if words]
        if len(filled) > 1 and _is_wrapped([words for _, words in filled]):
            yield filled[0][0], _joined([words for _, words in filled])
        else:
            yield from filled
        number += group.count("\n")


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines are one paragraph that was broken at a width."""
    longest = max(map(len, lines))
    if longest not in _WRAPPED or any(_starts_item(line) for line in lines[1:]):
        return False
    return all(
        len(before) + 1 + len(after.split(" ")[0]) > longest * 0.94
        for before, after in pairwise(lines)
    )


def _starts_item(line: str) -> bool:
    return re.match(r"(?:[-*•–]|\(?\d{1,3}[.):/])\s", line) is not None


def _joined(lines: list[str]) -> str:
    """Join the lines of a paragraph; a word that was divided at a line's end stays divided."""
    return " ".join(lines)
