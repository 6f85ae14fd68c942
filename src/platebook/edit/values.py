"""Compares what manifests say: values as text, lists and mappings, without places and styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from platebook.edit.model import UnsupportedError, Value
from platebook.manifest.keys import StoryKeys, text_of
from platebook.manifest.messages import Loc, owner_of
from platebook.manifest.nodes import Node
from platebook.manifest.part_keys import PARTS
from platebook.manifest.types import TextType
from platebook.manifest.values import one_line


class Raw(str):
    """A boolean or a number: written without quotes, also where a text would have some."""

    __slots__ = ()


#: A value as it is compared: text (``Raw`` or not), "" for a quoted empty one, None for nothing.
Meaning = Any


def meaning(node: Node | None) -> Meaning:
    """Give what a value says. White space round a text says nothing, as everywhere in a manifest.

    A text in quotes that is empty says that there is none, which is something (``caption: ""``).
    """
    if node is None:
        return None
    if isinstance(node.value, dict):
        return {name: meaning(entry.value) for name, entry in node.value.items()}
    if isinstance(node.value, list):
        return [meaning(item) for item in node.value]
    if node.value is None:
        return "" if node.style else None
    return node.value.strip()


def field_of(loc: Loc) -> TextType | None:
    """Give the kind of text that a key takes, or each item of its list; None if it takes none."""
    if not isinstance(loc[-1], str):
        return field_of(loc[:-1])
    return text_of(owner_of(loc)[1].by_key().get(loc[-1]))


def wanted(value: Value, loc: Loc) -> Meaning:
    """Give the value that a key is to have as it is compared with what is read.

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
        return {key: wanted(each, (*loc, key)) for key, each in value.items() if each is not None}
    if isinstance(value, Sequence):
        return [wanted(each, (*loc, at)) for at, each in enumerate(value)]
    if value is None:
        return None
    raise UnsupportedError(f"a manifest holds text, lists and mappings, not {type(value).__name__}")


def order_of(loc: Loc) -> list[str]:
    """Give the keys of the mapping at a place in the order in which they are written."""
    part = next((part for part in reversed(loc) if part in PARTS), None)
    return list((PARTS[str(part)] if part else StoryKeys).by_key())
