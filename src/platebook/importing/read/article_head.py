"""Takes headline, byline and date out of the first blocks of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from platebook.importing import header_lines
from platebook.importing.model import Block, Kind
from platebook.importing.text import folded, line, plain

#: Blocks in which byline and date are looked for; characters of a headline.
_HEAD, _HEADLINE = 8, 200


def take_head(
    facts: Mapping[str, str], blocks: Sequence[Block]
) -> tuple[dict[str, str], list[Block]]:
    """Give the facts with byline and date of the first blocks, and the other blocks."""
    found, kept = dict(facts), list[Block]()
    for index, block in enumerate(blocks):
        text = plain(block.text) if index < _HEAD and block.kind is not Kind.PICTURE else ""
        if text and (date := header_lines.date(text)):
            found.setdefault("published", date)
        elif text and header_lines.byline(text):
            if "byline" not in found or folded(found["byline"]) not in folded(text):
                lines = filter(None, (found.get("byline"), line(text)))
                found["byline"] = "\n".join(dict.fromkeys(lines))
        elif text and (both := header_lines.header_line(text, _makers(found))):
            if both.published:
                found.setdefault("published", both.published)
            if both.byline and folded(both.byline) not in folded(found.get("byline", "")):
                found["byline"] = "\n".join(filter(None, (found.get("byline"), both.byline)))
        else:
            kept.append(block)
    return found, kept


def _makers(facts: Mapping[str, str]) -> frozenset[str]:
    """Give the names in the bylines that are known."""
    lines = facts.get("byline", "").split("\n")
    return frozenset(name for each in lines for name, _ in header_lines.byline(each))


def take_title(facts: dict[str, str], blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """Give the first heading, or the first short paragraph, as the title where there is none."""
    if "title" in facts or not blocks or blocks[0].kind is Kind.PICTURE:
        return facts, blocks
    text = plain(blocks[0].text)
    if len(text) <= _HEADLINE and (blocks[0].kind is Kind.HEADING or text[-1:] not in ".!…"):
        return {**facts, "title": text}, blocks[1:]
    return facts, blocks
