"""Changes single values, keys and whole values of a manifest by replacing spans of its text.

Each function takes a manifest and gives the changed one, read again. That nothing else has changed
is verified once at the end (``operations``); where a manifest is written in a way that a splice
cannot change, UnsupportedError says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from platebook.edit import sequences, writing
from platebook.edit.manifest_file import UnsupportedError
from platebook.edit.scalars import Setting
from platebook.edit.sequences import Item
from platebook.edit.writing import (
    ManifestText,
    Meaning,
    Raw,
    field_of,
    find,
    last_comment,
    order_of,
)
from platebook.manifest.messages import Loc
from platebook.manifest.parse_yaml import MappingEntry, Node

_PROPERTIES = re.compile(r"(?:[!&]\S*[ \t]+)*")
_HEADER = re.compile(r"([|>][-+0-9]*)(.*)")
_HYPHENS = re.compile(r"[ \t]*(?:-[ \t]+)*")


def mapping(source: ManifestText, loc: Loc) -> tuple[Node, dict[str, MappingEntry]]:
    """Return the mapping at a place and its entries. Raises UnsupportedError if there is none."""
    node = find(source, loc)
    if node is None or not isinstance(node.value, dict):
        raise UnsupportedError("there is no mapping of keys at that place")
    return node, node.value


def replace_scalar(source: ManifestText, loc: Loc, text: str) -> ManifestText:
    """Put a text in place of one that is there, or of nothing after a key, in the same style."""
    node = find(source, loc)
    assert node is not None  # noqa: S101
    start, end = source.start(node), source.end(node)
    begin = start + len(_PROPERTIES.match(source.text[start:end])[0])  # type: ignore[index]
    at, rest = _describe_setting(source, node, loc, begin, end, text)
    spelling = writing.scalar(text, at)
    gap = "" if source.json or begin == 0 or source.text[begin - 1].isspace() else " "
    head, broken, body = spelling.partition("\n")
    if broken and head[:1] in ("|", ">"):
        # What follows on the line, a comment, stays there; the lines of the text come below it.
        last = source.line_end(source.line_of(end))
        rest = rest if at.style in ("|", ">") else source.text[end:last].rstrip()
        new, end = gap + head + rest + broken + body, max(end, last)
    else:
        new = gap + spelling + (rest if at.style in ("|", ">") else "")
    new = new.replace("\n", source.newline)
    return source.splice(begin, end, new)


def _describe_setting(
    source: ManifestText, node: Node, loc: Loc, begin: int, end: int, text: str
) -> tuple[Setting, str]:
    """Describe how a value is written; return the comment after the sign of a block."""
    base = _base(source, loc)
    old = source.text[begin:end].splitlines()
    header, rest, indent = "", "", base + 2
    if node.style in ("|", ">"):
        header, rest = _HEADER.match(old[0]).groups()  # type: ignore[union-attr]
        old = old[1:]
    digit = re.search(r"\d", header)
    below = [line for line in (old if header else old[1:]) if line.strip()]
    if digit:
        indent = base + int(digit[0])
    elif below:
        indent = max(base + 1, len(below[0]) - len(below[0].lstrip(" ")))
    kind = field_of(loc)
    column = begin - source.line_start(source.line_of(begin))
    setting = Setting(
        indent,
        column,
        style=None if begin == end or (node.value is None and not node.style) else node.style,
        header=header,
        old=[line.strip() for line in old],
        flow=node.flow,
        json=source.json,
        words=bool(kind and kind.words),
        raw=isinstance(text, Raw),
    )
    return setting, rest


def _base(source: ManifestText, loc: Loc) -> int:
    """Return the column, from 0, of the key or hyphen that a value belongs to."""
    holder = find(source, loc[:-1])
    if holder and isinstance(holder.value, dict):
        return holder.value[str(loc[-1])].key.column - 1
    return holder.column - 1 if holder else 0


def replace_value(source: ManifestText, loc: Loc, value: Meaning) -> ManifestText:
    """Put a value of another kind in place of one: a list in place of a text, say."""
    node = find(source, loc)
    assert node is not None  # noqa: S101
    key = str(loc[-1])
    if node.flow or source.json:
        new = writing.flow(value, loc, as_json=source.json)
        start, end = source.start(node), source.end(node)
        gap = "" if source.text[start - 1].isspace() or source.json else " "
        return source.splice(start, end, gap + new)
    key_node = mapping(source, loc[:-1])[1][key].key
    line, base = key_node.line, key_node.column - 1
    colon = source.offset(key_node.end or (line, 1)) + 1
    if source.text[colon - 1] != ":":
        raise UnsupportedError(f"line {line} is written in a way that cannot be changed here")
    lines = writing.entry(key, value, loc, base)
    new = "\n".join(lines)[base + len(key) + 1 :].replace("\n", source.newline)
    end = max(source.end(node), colon)
    return source.splice(colon, end, new)


def insert_key(source: ManifestText, loc: Loc, value: Meaning) -> ManifestText:
    """Add a key to a mapping, behind the key that usually stands before it."""
    holder, entries = mapping(source, loc[:-1])
    key = str(loc[-1])
    if holder.flow:
        name = f'"{key}"' if source.json else key
        pair = f"{name}: {writing.flow(value, loc, as_json=source.json)}"
        if not entries:
            start, end = source.start(holder), source.end(holder)
            return source.splice(start, end, f"{{{pair}}}")
        parts = sequences.in_brackets(source, holder)
        return sequences.put(source, sequences.insert(parts, len(entries), Item(pair)))
    order = order_of(loc[:-1])
    before = order[: order.index(key)] if key in order else order
    preceding = [name for name in entries if name in before] or list(entries)
    after = entries[preceding[-1]]
    column = next(iter(entries.values())).key.column - 1
    lines = writing.entry(key, value, loc, column)
    last = _last_line(source, after, column)
    blocks = isinstance(after.value.value, (list, dict)) and not after.value.flow
    blocks = blocks or after.value.style in ("|", ">")
    alone = last == source.lines or not source.line(last + 1).strip()
    if len(loc) == 1 and alone and (blocks or len(lines) > 2):
        lines = ["", *lines]
    where = source.line_end(last)
    new = source.newline + source.newline.join(lines)
    return source.splice(where, where, new)


def _last_line(source: ManifestText, entry: MappingEntry, column: int) -> int:
    """Return the last line of an entry, with comments below that are indented further than it."""
    last = max(source.last_line(entry.value), entry.key.line)
    return last_comment(source, last, column)


def remove_key(source: ManifestText, loc: Loc) -> ManifestText:
    """Take a key and its value away; a mapping that would be empty goes with it."""
    holder, entries = mapping(source, loc[:-1])
    key = str(loc[-1])
    if len(entries) == 1 and len(loc) > 1 and isinstance(loc[-2], str):
        return remove_key(source, loc[:-1])
    find(source, loc)  # refuses names that other lines repeat
    entry = entries[key]
    start = source.start(entry.key)
    end = max(source.end(entry.value), source.offset(entry.key.end or (1, 1)) + 1)
    if holder.flow:
        parts = sequences.in_brackets(source, holder)
        return sequences.put(source, sequences.remove(parts, list(entries).index(key)))
    line, last = entry.key.line, source.line_of(end)
    indent = source.line(line)[: entry.key.column - 1]
    if not indent.strip():
        stop = source.line_start(last + 1)
        start = source.line_start(line)
        if stop == len(source.text) and last == source.lines and start:
            start = source.line_end(line - 1)  # the last line of a file without a line end
        return source.splice(start, stop, "")
    if not _HYPHENS.fullmatch(indent):
        raise UnsupportedError(f"line {line} is written in a way that cannot be changed here")
    return _remove_after_hyphen(source, entries, key, start, end)


def _remove_after_hyphen(
    source: ManifestText, entries: Mapping[str, MappingEntry], key: str, start: int, end: int
) -> ManifestText:
    """Take the first key of an item away; the next one comes up to the hyphen, if it can."""
    names = list(entries)
    follower = entries[names[names.index(key) + 1]].key
    between = source.text[end : source.start(follower)]
    return source.splice(start, end if between.strip() else source.start(follower), "")
