"""Writes new keys, items and values as YAML, in block style or in brackets, or as JSON."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from platebook.edit.manifest_file import UnsupportedError, Value
from platebook.edit.scalars import WIDTH, Setting, spellings
from platebook.manifest.decode import BREAK
from platebook.manifest.keys import StoryKeys, text_of
from platebook.manifest.lost_text import lost_text
from platebook.manifest.messages import Loc, node_at, owner_of
from platebook.manifest.parse_yaml import Node, ReadManifest, read
from platebook.manifest.part_keys import PARTS
from platebook.manifest.value_types import TextType
from platebook.manifest.values import one_line

BOM = "\ufeff"


class ManifestText:
    """A manifest as text, without its byte order mark, and as nodes.

    Lines count from 1, offsets from 0. ``newline`` is the first line end of the file, ``json``
    whether all of it is JSON. Raises UnicodeDecodeError where the bytes are not UTF-8.
    """

    def __init__(self, raw: bytes) -> None:
        text = raw.decode("utf-8")
        self.bom = BOM if text.startswith(BOM) else ""
        self.text = text.removeprefix(BOM)
        self.read: ReadManifest = read(raw)
        breaks = list(BREAK.finditer(self.text))
        self.newline = breaks[0][0] if breaks else "\n"
        self._starts = [0, *(match.end() for match in breaks)]
        self._ends = [*(match.start() for match in breaks), len(self.text)]
        self.json = self.text.lstrip().startswith("{") and _is_json(self.text)

    def with_text(self, text: str) -> ManifestText:
        """Read a changed text."""
        return ManifestText((self.bom + text).encode("utf-8", "surrogatepass"))

    def splice(self, start: int, end: int, new: str) -> ManifestText:
        """Put ``new`` in place of a span of the text, and read that."""
        return self.with_text(self.text[:start] + new + self.text[end:])

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        return (self.bom + self.text).encode("utf-8")

    @property
    def root(self) -> Node | None:
        """The outermost value; None where nothing can be read."""
        return self.read.root

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(self._starts)

    def offset(self, place: tuple[int, int]) -> int:
        """Return the offset of a line and column."""
        line, column = place
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line_of(self, offset: int) -> int:
        """Return the line that an offset is on."""
        return bisect_right(self._starts, offset)

    def line(self, number: int) -> str:
        """Return a line without its break."""
        return self.text[self._starts[number - 1] : self._ends[number - 1]]

    def line_start(self, number: int) -> int:
        """Return the offset at which a line begins."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)

    def line_end(self, number: int) -> int:
        """Return the offset of a line's break, or of the end of the text."""
        return self._ends[number - 1]

    def start(self, node: Node) -> int:
        """Return the offset at which a value begins, its anchor and tag included."""
        return self.offset((node.line, node.column))

    def end(self, node: Node) -> int:
        """Return the offset after the last character of a value, its values included."""
        if node.close:
            return self.offset(node.close)
        if isinstance(node.value, dict):
            return max((self.end(entry.value) for entry in node.value.values()), default=0)
        if isinstance(node.value, list):
            return max(map(self.end, node.value), default=self.start(node))
        if node.style in ("|", ">"):
            return self.line_end(self._last_line_of_block(node))
        return self.offset(node.end or (node.line, node.column))

    def last_line(self, node: Node) -> int:
        """Return the last line of a value."""
        return self.line_of(self.end(node))

    def _last_line_of_block(self, node: Node) -> int:
        """Return the last line of a literal or folded text; kept blank lines are part of it."""
        line, column = node.end or (node.line, 1)
        last = min(line if column > 1 else line - 1, self.lines)
        header = self.line(node.line)[node.column - 1 :].split("#")[0]
        while last > node.line and "+" not in header and not self.line(last).strip():
            last -= 1
        return last


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Raw(str):
    """A boolean or a number: written without quotes, also where a text would have some."""

    __slots__ = ()


#: A value as it is compared: text (``Raw`` or not), "" for a quoted empty one, None for nothing.
Meaning = Any


def meaning_of(node: Node | None) -> Meaning:
    """Return what a value says. White space round a text says nothing, as everywhere in a manifest.

    A text in quotes that is empty says that there is none, which is something (``caption: ""``).
    """
    if node is None:
        return None
    if isinstance(node.value, dict):
        return {name: meaning_of(entry.value) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [meaning_of(item) for item in node.value]
    if node.value is None:
        return "" if node.style else None
    return node.value.strip()


def field_of(loc: Loc) -> TextType | None:
    """Return the kind of text that a key takes, or each item of its list; None if it takes none."""
    if not isinstance(loc[-1], str):
        return field_of(loc[:-1])
    return text_of(owner_of(loc)[1].by_key().get(loc[-1]))


def expected_meaning(value: Value, loc: Loc) -> Meaning:
    """Return the value that a key is to have as it is compared with what is read.

    Line ends become ``\\n``; a text that is shown on one line is joined to one, as reading it does.
    """
    if isinstance(value, bool):
        return Raw(str(value).lower())
    if isinstance(value, (int, float)):
        return Raw(f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else value)
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        kind = field_of(loc)
        return one_line(text) if kind and not kind.markdown else text
    if isinstance(value, Mapping):
        return {
            key: expected_meaning(inner, (*loc, key))
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, Sequence):
        return [expected_meaning(inner, (*loc, at)) for at, inner in enumerate(value)]
    if value is None:
        return None
    raise UnsupportedError(f"a manifest holds text, lists and mappings, not {type(value).__name__}")


def find(source: ManifestText, loc: Loc) -> Node | None:
    """Find a value; None where its key is absent. Raises UnsupportedError where aliases lead."""
    node = source.root
    for depth in range(len(loc) + 1):
        node = node_at(source.root, loc[:depth]) if source.root else None
        if node is None:
            return None
        _refuse_alias(node, source)
    return node


def _refuse_alias(node: Node, source: ManifestText) -> None:
    if node.alias:
        raise UnsupportedError(
            f"line {node.line} repeats another value by its name (*{node.alias}); write it out"
        )
    if node.anchor and node.anchor in source.read.aliases:
        raise UnsupportedError(
            f"line {node.line} has a name (&{node.anchor}) by which other lines repeat it; "
            "write these out"
        )


def last_comment(source: ManifestText, last: int, column: int) -> int:
    """Return the last of the comment lines that follow and stand further right than a column."""
    while last < source.lines:
        line = source.line(last + 1)
        text = line.lstrip(" \t")
        if not text.startswith("#") or len(line) - len(text) <= column:
            break
        last += 1
    return last


def order_of(loc: Loc) -> list[str]:
    """Return the keys of the mapping at a place in the order in which they are written."""
    part = next((part for part in reversed(loc) if part in PARTS), None)
    return list((PARTS[str(part)] if part else StoryKeys).by_key())


def scalar(text: str, at: Setting) -> str:
    """Write a text so that it is read as meant, without a warning where that is possible.

    Raises UnsupportedError for a text that no manifest can hold.
    """
    fair: list[tuple[int, str]] = []
    for spelling in spellings(text, at):
        document = read(_manifest_of_value(spelling, at).encode("utf-8", "surrogatepass"))
        root = document.root.value if document.root else None
        entry = root.get(_key(at)) if isinstance(root, dict) else None
        if document.mistakes or entry is None or meaning_of(entry.value) != text:
            continue
        doubts = [not mistake.code for mistake in lost_text(document)]
        if not doubts:
            return spelling
        fair.append((sum(doubts), spelling))
    if not fair:
        raise UnsupportedError("the text has a character that no manifest can hold")
    return min(fair, key=lambda choice: choice[0])[1]


def _key(at: Setting) -> str:
    return "introduction" if at.words else "theme"


def _manifest_of_value(spelling: str, at: Setting) -> str:
    """Return a manifest that holds one value alone, as it stands in its own."""
    if at.json:
        return f'{{"{_key(at)}": {spelling}}}'
    if at.flow:
        return f"{{{_key(at)}: {spelling}, subtitle: x}}"
    return " " * max(0, at.indent - 2) + f"{_key(at)}: {spelling}\n"


def _words(loc: Loc) -> bool:
    kind = field_of(loc)
    return bool(kind and kind.words)


def flow(value: Meaning, loc: Loc, *, as_json: bool = False) -> str:
    """Write a value on one line, with brackets and braces."""
    if as_json:
        return json.dumps(_data(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = (f"{key}: {flow(inner, (*loc, key))}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner, (*loc, at)) for at, inner in enumerate(value)) + "]"
    raw = isinstance(value, Raw)
    return scalar(value, Setting(2, flow=True, words=_words(loc), raw=raw))


def pretty(value: Meaning, indent: int, step: int, newline: str) -> str:
    """Write a value as JSON over several lines, which are indented."""
    text = json.dumps(_data(value), ensure_ascii=False, indent=step)
    return text.replace("\n", newline + " " * indent)


def _data(value: Meaning) -> object:
    """Return a value as JSON has it: booleans and numbers are no texts."""
    if isinstance(value, Mapping):
        return {key: _data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_data(inner) for inner in value]
    return json.loads(value) if isinstance(value, Raw) else value


def entry(key: str, value: Meaning, loc: Loc, indent: int) -> list[str]:
    """Write a key of a block mapping and its value as lines; ``indent`` is the key's column."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        lines = [f"{pad}{key}:"]
        for name, inner in value.items():
            lines += entry(name, inner, (*loc, name), indent + 2)
        return lines
    if isinstance(value, list) and value and not all(isinstance(inner, str) for inner in value):
        lines = [f"{pad}{key}:"]
        for number, inner in enumerate(value):
            lines += item(inner, (*loc, number), indent + 2, 2, braces=loc[-1] != "plates")
        return lines
    if isinstance(value, str):
        raw = isinstance(value, Raw)
        at = Setting(indent + 2, indent + len(key) + 2, words=_words(loc), raw=raw)
        return f"{pad}{key}: {scalar(value, at)}".split("\n")
    return [f"{pad}{key}: {flow(value, loc)}"]


def item(
    value: Meaning, loc: Loc, indent: int, step: int = 2, *, braces: bool = False
) -> list[str]:
    """Write an item of a block list as lines: its hyphen in column ``indent``.

    The keys of a mapping stand ``step`` columns further. ``braces``: a mapping is written in
    braces, where it fits on one line.
    """
    pad, hyphen = " " * indent, "-".ljust(step)
    if isinstance(value, Mapping) and value:
        line = f"{pad}- {flow(value, loc)}" if braces else ""
        if line and len(line) <= WIDTH:
            return [line]
        lines: list[str] = []
        for name, inner in value.items():
            lines += entry(name, inner, (*loc, name), indent + step)
        return [pad + hyphen + lines[0][indent + step :], *lines[1:]]
    if isinstance(value, str):
        raw = isinstance(value, Raw)
        at = Setting(indent + 2, indent + 2, words=_words(loc), raw=raw)
        return f"{pad}- {scalar(value, at)}".split("\n")
    return [f"{pad}- {flow(value, loc)}"]
