"""Reads YAML as people write it: every value is text, and every value knows its line and column.

``title: No`` is the word No and ``caption: 1984`` is text; only an empty value, ``~`` and ``null``
mean that nothing is there (YAML 1.2.2 §10.2.1.1; ``Null`` and ``NULL`` are names of people). The
parser's *events* are put together here rather than by ``yaml.compose``: that one calls itself for
each level, so a file of brackets would overflow the stack of the C library, and it stops at the
first duplicate or unknown alias, where an editor needs all of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import yaml

from platebook.manifest import decode
from platebook.manifest.mistakes import Mistake, quote
from platebook.manifest.quoting import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What a value costs beside its characters, for the bound on what aliases may stand for.
_VALUE_COST = 64


@dataclass(slots=True)
class Node:
    """One value of the manifest and where it starts; ``None`` where nothing stands.

    Of a text, ``style`` is what it begins with (``"``, ``'``, ``|``, ``>``, or nothing) and ``end``
    the line and column after it; an alias has neither. ``flow`` is set on what stands in brackets
    or braces and on these themselves, ``braces`` on a mapping that is written with them. ``alias``
    is the name that an alias refers to. ``close`` is the line and column after an alias, and after
    what stands in brackets or braces.
    """

    line: int
    column: int
    value: Value
    cost: int = _VALUE_COST
    style: str = ""
    end: tuple[int, int] | None = None
    anchor: str | None = None
    flow: bool = False
    braces: bool = False
    alias: str = ""
    close: tuple[int, int] | None = None


class MappingEntry(NamedTuple):
    """A key of a mapping, and its value."""

    key: Node
    value: Node

    @property
    def place(self) -> Node:
        """Where to point at: the value, or the key where the value is empty."""
        return self.key if self.value.value is None else self.value


Value = str | list[Node] | dict[str, MappingEntry] | None


def items_of(entry: MappingEntry | None) -> list[Node]:
    """Return the items of a list under a key; none where there is no key, or no list."""
    return entry.value.value if entry and isinstance(entry.value.value, list) else []


@dataclass(slots=True)
class ReadManifest:
    """A manifest as read: its outermost value (None when unreadable), and what is wrong so far.

    ``lines`` are those of the file, ``broken_lines`` the numbers of those that are not YAML,
    ``aliases`` the names that are referred to.
    """

    root: Node | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    aliases: frozenset[str] = frozenset()
    broken_lines: frozenset[int] = frozenset()


def plain(node: Node) -> object:
    """Return a node as lists, dicts and text, without places."""
    if isinstance(node.value, dict):
        return {name: plain(entry.value) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


#: A plate in a section is seven levels deep.
DEEPEST = 32
#: What a manifest may grow to when its aliases are followed, in characters; a value costs 64 more.
LARGEST_GROWN = 20_000_000

_NULLS = frozenset({"", "~", "null"})
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
#: Keys that an item of a list begins with.
_FIRST_KEYS = frozenset({"photo", "id", "name", "label", "title"})


class _HopelessError(Exception):
    """Nothing sensible can be read after this mistake."""


def read(raw: bytes, *, pure: bool = False) -> ReadManifest:
    """Read a manifest's bytes; ``pure`` does without the C library (it says the same, slowly).

    Where the text is not YAML, the line in question is repaired and all is read again, so that
    every such line is reported; what the manifest says is kept where no line had to be left out.
    """
    text = decode.decode(raw)
    if not isinstance(text, str):
        return ReadManifest(mistakes=text)
    text, escapes = decode.hide_surrogates(text)
    loader = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    lines = decode.BREAK.split(text)
    document = ReadManifest(lines=[decode.restore_separators(line) for line in lines])
    composer = _Composer(escapes)
    try:
        with suppress(_HopelessError):
            document.root = composer.compose(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        from platebook.manifest.recovery import Recovery

        recovery = Recovery(lines)
        before = composer.mistakes
        while recovery.goes_on(error, composer.last):
            composer = _Composer(escapes)
            try:
                root = composer.compose(yaml.parse("\n".join(lines), Loader=loader))
            except _HopelessError:
                break
            except yaml.MarkedYAMLError as again:
                error = again
            else:
                document.root = root if recovery.is_faithful else None
                before = composer.mistakes if recovery.is_faithful else before
                break
        # What else was wrong on those lines is the same thing, seen from another side.
        document.broken_lines = frozenset(recovery.broken_lines)
        composer.mistakes = [m for m in before if m.line not in document.broken_lines]
        composer.mistakes += recovery.mistakes
    document.mistakes = composer.mistakes
    document.aliases = frozenset(composer.followed)
    return document


def _spot(event: yaml.Event) -> tuple[int, int]:
    """Return the line and column, from 1, at which an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _end(event: yaml.Event) -> tuple[int, int] | None:
    """Return the line and column, from 1, of what follows an event."""
    mark = event.end_mark
    return (mark.line + 1, mark.column + 1) if mark else None


class _Composer:
    """Puts a parser's events together as nodes, within bounds; mistakes go into a list."""

    def __init__(self, escapes: Sequence[str]) -> None:
        self.mistakes: list[Mistake] = []
        self.followed: set[str] = set()
        self.last: yaml.ScalarEvent | None = None
        self._escapes = escapes
        self._again: dict[int, set[str]] = {}
        self.anchors: dict[str, Node | None] = {}
        self.open: list[tuple[Node, str | None]] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None

    def compose(self, events: Iterator[yaml.Event]) -> Node | None:
        """Read one document to its end."""
        documents = 0
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self.last = event
                self._add(self._scalar(event), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                node, anchor = self.open.pop()
                self.keys.pop()
                node.close = _end(event) if node.flow else None
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
            self.mistakes.append(Mistake(1, 1, "the manifest says nothing", decode.BEGIN))
            return None
        return self.root

    def _mistake(self, event: yaml.Event, message: str, fix: str) -> None:
        self.mistakes.append(Mistake(*_spot(event), message, fix))

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, value: Value) -> Node:
        """Make a node where the event stands, and refuse a tag that asks for more than text."""
        if event.tag is not None and event.tag not in _TAGS:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            fix = "Put the text in quotes if it begins with “!”; tags mean nothing here."
            key = self.keys[-1] if self.keys else None
            if isinstance(value, str) and key and not event.tag.startswith("tag:"):
                fix = f"Write: {key.value}: {as_yaml(f'{event.tag} {value}')}"
            self._mistake(event, f"{quote(name)} is a YAML tag, not text", fix)
        return Node(*_spot(event), value)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        """Keep a value as text; an empty one as None."""
        text = decode.show_surrogates(
            decode.restore_separators(event.value), self._escapes, escaped=event.style == '"'
        )
        plain_text = not event.style and event.tag is None
        absent = text in _NULLS if plain_text else not text.strip()
        # Only double quotes have escapes (\0, \x1b), by which such a character can come in.
        if event.style == '"' and (wrong := decode.unprintable(text)):
            self._mistake(event, *wrong)
        node = self._node(event, None if absent else text)
        node.cost += len(text)
        flow = bool(self.open) and self.open[-1][0].flow
        node.style, node.anchor, node.flow = event.style or "", event.anchor, flow
        node.end = _end(event)
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
        node = self._node(event, value)
        node.flow, node.anchor = bool(event.flow_style), event.anchor
        # A pair in brackets, [a: b], is a mapping without braces, and its mark has no width.
        node.braces = node.flow and str(event.start_mark) != str(event.end_mark)
        self.open.append((node, event.anchor))
        self.keys.append(None)

    def _alias(self, event: yaml.AliasEvent) -> Node:
        """Find what an alias stands for."""
        name = event.anchor or ""
        self.followed.add(name)
        node = Node(*_spot(event), None, alias=name, close=_end(event))
        target = self.anchors.get(name)
        if target is not None:
            node.value, node.cost = target.value, target.cost
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
                self._pair(holder, holder.value, key, node)

    def _pair(self, holder: Node, fields: dict[str, MappingEntry], key: Node, value: Node) -> None:
        """Add a key and its value to a mapping, or say why not."""
        name, message = key.value, ""
        if not isinstance(name, str):
            message = "this key is not a word"
            fix = "A key is one word, such as title, and a colon follows it."
        elif name == "<<":
            message, fix = (
                "merge keys (<<) are not read",
                "Write out the keys that it would bring in.",
            )
        elif name not in fields:
            fields[name] = MappingEntry(key, value)
            self._again.get(id(holder), set()).add(name)
        elif not self._begins_another(holder, name, key, value):
            first, fix = fields[name].key.line, "Keep one of the two."
            message = f"{quote(name)} is given twice; the first is on line {first}"
        if message:
            self.mistakes.append(Mistake(key.line, key.column, message, fix))

    def _begins_another(self, holder: Node, name: str, key: Node, value: Node) -> bool:
        """Return whether a repeated key belongs to another item, whose hyphen is missing."""
        item = len(self.open) > 1 and isinstance(self.open[-2][0].value, list)
        again = self._again.get(id(holder))
        if name in _FIRST_KEYS and item and (again is None or name in again):
            text = f"{name}: {value.value}" if isinstance(value.value, str) else f"{name}: …"
            message = f"a hyphen is missing before “{name}”"
            self.mistakes.append(Mistake(key.line, key.column, message, f"Write: - {text}"))
            self._again[id(holder)] = {name}
            return True
        if again is None or name in again:
            return False
        again.add(name)
        return True
