"""Takes the items of a list apart, each with its comments, and puts them together in a new order.

In block style an item is whole lines: from the comment lines directly above its hyphen to its last
line and the comments below it that are indented further than the hyphen. In brackets an item may
have comment lines above it and a comment behind it. What is between the items (blank lines,
comments that stand alone) stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from platebook.edit import writing
from platebook.edit.manifest_file import UnsupportedError
from platebook.edit.writing import ManifestText, Meaning, find, last_comment
from platebook.manifest.messages import Loc
from platebook.manifest.parse_yaml import Node

_CLOSER = re.compile(r"(?P<pre>\s*)(?P<comma>,?)(?P<tail>[ \t]*#[^\r\n]*)?(?P<rest>.*)", re.DOTALL)
_LEAD = re.compile(r"(?:#[^\r\n]*(?:\r\n|\n|\r)[ \t]*)+\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as text; ``lead`` and ``tail`` are its comments where the list is in brackets."""

    text: str
    lead: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list taken apart: the span of its items, these, and what is between them.

    ``usual`` is put between two items where nothing is yet; ``column`` is that of the hyphens from
    0, ``step`` how much further the keys of an item stand.
    ``comma`` says whether one follows the last item; ``head`` and ``foot`` stand before the first
    item and after the last.
    """

    start: int
    end: int
    items: list[Item]
    gaps: list[str]
    usual: str
    column: int = 0
    step: int = 2
    flow: bool = False
    braces: bool = False
    comma: bool = False
    head: str = ""
    foot: str = ""

    def text(self, newline: str) -> str:
        """Put the items together."""
        parts: list[str] = [self.head]
        for number, item in enumerate(self.items):
            last = number == len(self.items) - 1
            comma = "," if self.flow and (not last or self.comma) else ""
            gap = self.foot if last else self.gaps[number]
            if item.tail and not re.match(r"[ \t]*(?:\r|\n)", gap):
                gap = newline + gap.lstrip(" \t")
            parts += [item.lead, item.text, comma, item.tail, gap]
        return "".join(parts)


def items(source: ManifestText, loc: Loc) -> Items:
    """Take the list at a place apart. Raises UnsupportedError where it cannot be changed."""
    node = find(source, loc)
    if node is None or not isinstance(node.value, list) or not node.value:
        raise UnsupportedError(f"there is no list of {loc[-1]}")
    return in_brackets(source, node) if node.flow else _in_block(source, node)


def _in_block(source: ManifestText, node: Node) -> Items:
    """Take a block list apart into lines."""
    assert isinstance(node.value, list)  # noqa: S101
    column = node.column - 1
    spans: list[tuple[int, int]] = []
    above = node.line - 1
    for item in node.value:
        hyphen = item.line
        while source.line(hyphen)[column : column + 1] != "-":
            hyphen -= 1
            if hyphen <= above:
                raise UnsupportedError(f"the item on line {item.line} has no hyphen of its own")
        if source.line(hyphen)[:column].strip():
            raise UnsupportedError(f"the list on line {hyphen} begins behind something else")
        first = hyphen
        floor = above if spans else 0  # a comment ends where the list's key stands
        while first - 1 > floor and _is_comment(source.line(first - 1), column):
            first -= 1
        last = last_comment(source, max(source.last_line(item), hyphen), column)
        spans.append((first, last))
        above = last
    starts = [source.line_start(first) for first, _ in spans]
    ends = [source.line_end(last) for _, last in spans]
    texts = [Item(source.text[start:end]) for start, end in zip(starts, ends, strict=True)]
    gaps = [source.text[end:start] for end, start in zip(ends, starts[1:], strict=False)]
    item = node.value[0]
    braces = all(item.flow for item in node.value)
    has_keys = isinstance(item.value, dict) and not braces
    step = max(2, item.column - 1 - column) if has_keys else 2
    return Items(starts[0], ends[-1], texts, gaps, source.newline, column, step, braces=braces)


def _is_comment(line: str, column: int) -> bool:
    """Return whether a line is a comment that belongs to the item below it."""
    text = line.lstrip(" \t")
    return text.startswith("#") and len(line) - len(text) <= column


def in_brackets(source: ManifestText, node: Node) -> Items:
    """Take a list in brackets, or a mapping in braces, apart; it is not empty."""
    start, end = source.start(node) + 1, source.end(node) - 1
    if source.text[start - 1] + source.text[end] not in ("[]", "{}"):
        raise UnsupportedError(f"line {node.line} is written in a way that cannot be changed here")
    spans = list(_spans(source, node))
    begins = [begin for begin, _ in spans]
    result: list[Item] = []
    gaps = [source.text[start : begins[0]]]
    comma = False
    for (begin, stop), follow in zip(spans, [*begins[1:], end], strict=True):
        lead = _LEAD.search(gaps[-1])
        words = lead[0] if lead else ""
        gaps[-1] = gaps[-1].removesuffix(words)
        match = _CLOSER.fullmatch(source.text[stop:follow])
        if match is None or (follow != end and not match["comma"]) or "#" in match["pre"]:
            line = source.line_of(begin)
            raise UnsupportedError(f"the comma after line {line} cannot be found")
        comma, tail, space = bool(match["comma"]), match["tail"] or "", match["pre"]
        gaps.append(match["rest"])
        if not comma and tail:
            tail, space = space + tail, ""
        elif not comma:
            gaps[-1], space = space + gaps[-1], ""
        result.append(Item(source.text[begin:stop] + space, words, tail))
    first, *between, foot = gaps
    usual = first if "\n" in first or "\r" in first else " "
    at = start + len(first)
    return Items(at, end, result, between, usual, flow=True, braces=True, comma=comma, foot=foot)


def _spans(source: ManifestText, node: Node) -> Iterator[tuple[int, int]]:
    """Yield where each item of a list, or pair of a mapping, begins and ends."""
    if isinstance(node.value, dict):
        for key, value in node.value.values():
            yield source.start(key), max(source.end(value), source.offset(key.end or (1, 1)))
    elif isinstance(node.value, list):
        yield from ((source.start(item), source.end(item)) for item in node.value)


def put(source: ManifestText, new_items: Items) -> ManifestText:
    """Put a list that was taken apart back in its place."""
    return source.splice(new_items.start, new_items.end, new_items.text(source.newline))


def move(parts: Items, old: int, new: int) -> Items:
    """Return the items with one of them in another place; the gaps stay."""
    order = list(parts.items)
    order.insert(new, order.pop(old))
    return replace(parts, items=order)


def remove(parts: Items, at: int) -> Items:
    """Return the items without one of them, and without the blank lines of one gap."""
    order, gaps = list(parts.items), list(parts.gaps)
    del order[at]
    near = [number for number in (at - 1, at) if 0 <= number < len(gaps)]
    blank = [number for number in near if not gaps[number].strip()]
    if blank:
        del gaps[blank[0]]
    elif len(near) == 2:
        gaps[near[0] : near[1] + 1] = [gaps[near[0]] + gaps[near[1]].lstrip("\r\n")]
    elif near:
        comment = gaps.pop(near[0])  # it stands alone, and stays
        if at == 0:
            return replace(parts, items=order, gaps=gaps, head=comment.lstrip("\r\n"))
        return replace(parts, items=order, gaps=gaps, foot=comment.rstrip() + parts.foot)
    return replace(parts, items=order, gaps=gaps)


def insert(parts: Items, at: int, new: Item, *, behind: bool = True) -> Items:
    """Return the items with a new one at ``at``, directly ``behind`` the one before it, if any."""
    order, gaps = list(parts.items), list(parts.gaps)
    usual = next((gap for gap in reversed(gaps) if not gap.strip()), parts.usual)
    place = at - 1 if at == len(order) or (behind and at) else at
    order.insert(at, new)
    gaps.insert(place, usual)
    return replace(parts, items=order, gaps=gaps)


def reindent(text: str, by: int) -> str:
    """Shift all lines of a block item; blank lines stay blank."""
    lines = re.split(r"(\r\n|\n|\r)", text)
    for number in range(0, len(lines), 2):
        line = lines[number]
        if line.strip():
            room = len(line) - len(line.lstrip(" "))
            lines[number] = " " * max(0, room + by) + line[room:]
    return "".join(lines)


def as_item_of(item: Item, origin: Items, target: Items, newline: str) -> Item:
    """Return an item of one list as one of another, which may be indented otherwise."""
    if origin.flow == target.flow:
        if origin.flow:
            return item
        return Item(reindent(item.text, target.column - origin.column))
    if target.flow:
        raise UnsupportedError("one of the two lists is written in brackets and the other is not")
    pad = newline + " " * target.column
    comments = re.sub(r"[\r\n]+[ \t]*", "\n", item.lead).strip().split("\n") if item.lead else []
    lines = [*comments, f"- {item.text}{item.tail}"]
    return Item(" " * target.column + pad.join(lines))


def new_item(source: ManifestText, parts: Items, value: Meaning, loc: Loc) -> Item:
    """Write a new item in the way in which the others of its list are written."""
    if not parts.flow:
        lines = writing.item(value, loc, parts.column, parts.step, braces=parts.braces)
        return Item(source.newline.join(lines))
    if source.json and isinstance(value, Mapping) and (shape := _shape(parts, source)):
        return Item(writing.pretty(value, *shape, source.newline))
    return Item(writing.flow(value, loc, as_json=source.json))


def _shape(parts: Items, source: ManifestText) -> tuple[int, int] | None:
    """Return the indentation of JSON items over several lines, and that of their keys in them."""
    lines: list[Any] = parts.items[-1].text.splitlines()
    if len(lines) < 2:
        return None
    line = source.line(source.line_of(parts.start))
    indent = len(lines[-1]) - len(lines[-1].lstrip())
    inner = len(lines[1]) - len(lines[1].lstrip())
    return indent, max(1, inner - indent) if line else 2
