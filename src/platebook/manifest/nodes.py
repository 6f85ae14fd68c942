"""A manifest as read: its values as text, lists and mappings, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from platebook.manifest.mistakes import Mistake

#: What a value costs beside its characters, for the bound on what aliases may stand for.
VALUE_COST = 64


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
    cost: int = VALUE_COST
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


@dataclass(slots=True)
class ReadManifest:
    """A manifest as read: its outermost value (None when unreadable), and what is wrong so far.

    ``lines`` are those of the file, ``spoilt`` the numbers of those that are not YAML, ``aliases``
    the names that are referred to.
    """

    root: Node | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    aliases: frozenset[str] = frozenset()
    spoilt: frozenset[int] = frozenset()


def plain(node: Node) -> object:
    """Give a node as lists, dicts and text, without places."""
    if isinstance(node.value, dict):
        return {name: plain(entry.value) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value
