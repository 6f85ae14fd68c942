"""Reads YAML as people write it: every value is text, and every value knows its line and column.

``title: No`` is the word No and ``caption: 1984`` is text; only an empty value, ``~`` and ``null``
mean that nothing is there (YAML 1.2.2 §10.2.1.1). The parser's *events* are put together here
rather than by ``yaml.compose``: that one calls itself for each level, so a file of brackets would
overflow the stack of the C library, and it stops at the first duplicate or unknown alias, where
an editor wants to hear of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import yaml

from platebook.manifest.characters import BEGIN, BREAK, decode, shown, unprintable
from platebook.manifest.mistakes import Mistake, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A plate in a section is seven levels deep.
DEEPEST = 32
#: What a manifest may grow to when its aliases are followed, in characters; a value costs 64.
LARGEST_GROWN, _VALUE_COST = 20_000_000, 64

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TAGS = frozenset({"!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))})


@dataclass(slots=True)
class Node:
    """One value of the manifest and where it starts; ``None`` where nothing stands."""

    line: int
    column: int
    value: Value
    cost: int = _VALUE_COST


class Entry(NamedTuple):
    """A key of a mapping, and its value."""

    key: Node
    value: Node

    @property
    def place(self) -> Node:
        """Where to point at: the value, or the key where the value is empty."""
        return self.key if self.value.value is None else self.value


Value = str | list[Node] | dict[str, Entry] | None


@dataclass(slots=True)
class Document:
    """A manifest as read: its outermost value (None when unreadable), and what is wrong so far."""

    root: Node | None = None
    mistakes: list[Mistake] = field(default_factory=list)


class _HopelessError(Exception):
    """Nothing sensible can be read after this mistake."""


def read(raw: bytes, *, pure: bool = False) -> Document:
    """Read a manifest's bytes; ``pure`` does without the C library (it says the same, slowly)."""
    document = Document()
    text = decode(raw)
    if not isinstance(text, str):
        document.mistakes += text
        return document
    loader = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        composer = _Composer(document.mistakes)
        document.root = composer.compose(yaml.parse(text, Loader=loader))
    except _HopelessError:
        document.root = None
    except yaml.MarkedYAMLError as error:
        from platebook.manifest.syntax import explain

        document.root = None
        told = explain(error, BREAK.split(text))
        # What else was wrong on that line is the same thing, seen from another side.
        document.mistakes = [m for m in document.mistakes if m.line != told.line] + [told]
    return document


def _spot(event: yaml.Event) -> tuple[int, int]:
    """Say on which line and column, from 1, an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Composer:
    """Puts a parser's events together as nodes, within bounds; mistakes go into a list."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        self.anchors: dict[str, Node | None] = {}
        self.open: list[tuple[Node, str | None]] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        """Read one document to its end."""
        documents = 0
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._add(self._scalar(event), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                node, anchor = self.open.pop()
                self.keys.pop()
                self._add(node, anchor)
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._alias(event), None)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    fix = "Delete the line ---, or keep the second story in a folder of its own."
                    self._mistake(event, "a second document begins here", fix)
                    break
        if self.root is None or self.root.value is None:
            self.mistakes.append(Mistake(1, 1, "the manifest says nothing", BEGIN))
            return None
        return self.root

    def _mistake(self, event: yaml.Event, message: str, fix: str) -> None:
        self.mistakes.append(Mistake(*_spot(event), message, fix))

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, value: Value) -> Node:
        """Make a node where the event stands, and refuse a tag that asks for more than text."""
        if event.tag is not None and event.tag not in _TAGS:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            fix = "Put the text in quotes if it begins with “!”; tags mean nothing here."
            self._mistake(event, f"{quoted(name)} is a YAML tag, not text", fix)
        return Node(*_spot(event), value)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        """Keep a value as text; an empty one as None."""
        text = shown(event.value)
        plain_text = not event.style and event.tag is None
        absent = text in _NULLS if plain_text else not text.strip()
        # Only double quotes have escapes (\0, \x1b), by which such a character can come in.
        if event.style == '"' and (wrong := unprintable(text)):
            self._mistake(event, *wrong)
        node = self._node(event, None if absent else text)
        node.cost += len(text)
        return node

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        """Open a list or a mapping."""
        value: Value = {} if isinstance(event, yaml.MappingStartEvent) else []
        if len(self.open) >= DEEPEST:
            fix = "Put text that begins with [ or { in quotes."
            self._mistake(event, f"lists stand in lists more than {DEEPEST} deep", fix)
            raise _HopelessError
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append((self._node(event, value), event.anchor))
        self.keys.append(None)

    def _alias(self, event: yaml.AliasEvent) -> Node:
        """Find what an alias stands for."""
        name = event.anchor or ""
        node = Node(*_spot(event), None)
        known = self.anchors.get(name)
        if known is not None:
            node.value, node.cost = known.value, known.cost
        elif name in self.anchors:
            self._mistake(event, f"“*{name}” stands for something that contains it", "Delete it.")
        else:
            fix = f"Put text that begins with an asterisk in quotes, or name a value “&{name}”."
            self._mistake(event, f"“*{name}” refers to a name that nothing has", fix)
        return node

    def _add(self, node: Node, anchor: str | None) -> None:
        """Put a finished value into the list or mapping that is open."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        holder = self.open[-1][0]
        # An alias costs what it stands for, so that a few lines cannot stand for millions.
        holder.cost += node.cost
        if holder.cost > LARGEST_GROWN:
            fix = "Delete what is repeated: an alias (*name) counts as all that it stands for."
            message = "up to here the manifest holds more than any story"
            self.mistakes.append(Mistake(node.line, node.column, message, fix))
            raise _HopelessError
        if isinstance(holder.value, list):
            holder.value.append(node)
        elif isinstance(holder.value, dict):
            key, self.keys[-1] = self.keys[-1], (node if self.keys[-1] is None else None)
            if key is not None:
                self._pair(holder.value, key, node)

    def _pair(self, fields: dict[str, Entry], key: Node, value: Node) -> None:
        """Add a key and its value to a mapping, or say why not."""
        name, line, column = key.value, key.line, key.column
        if not isinstance(name, str):
            fix = "A key is one word, such as title, and a colon follows it."
            self.mistakes.append(Mistake(line, column, "this key is not a word", fix))
        elif name == "<<":
            fix = "Write out the keys that it would bring in."
            self.mistakes.append(Mistake(line, column, "merge keys (<<) are not read", fix))
        elif name in fields:
            first = fields[name].key.line
            message = f"{quoted(name)} is given twice; the first is on line {first}"
            self.mistakes.append(Mistake(line, column, message, "Keep one of the two."))
        else:
            fields[name] = Entry(key, value)


def plain(node: Node) -> object:
    """Give a node as lists, dicts and text, without places."""
    if isinstance(node.value, dict):
        return {name: plain(entry.value) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value
