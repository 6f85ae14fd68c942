"""Finds and names the places in a manifest that the model gives: ``("plates", 3, "credit")``."""

from __future__ import annotations

from platebook.manifest.nodes import MappingEntry, Node
from platebook.manifest.part_keys import PARTS, ManifestKeys
from platebook.manifest.story_keys import StoryKeys

Loc = tuple[str | int, ...]

#: What one item of a list is called.
NOUNS = {
    "contributors": "contributor",
    "keywords": "keyword",
    "links": "link",
    "plates": "plate",
    "sections": "section",
}


def name(loc: Loc) -> str:
    """Name what a place belongs to, as a person would: ``plate 3 of section 2, credit``."""
    words: list[str] = []
    key = ""
    for before, part in zip((None, *loc), loc, strict=False):
        if isinstance(part, int) and isinstance(before, str):
            words.insert(0, f"{NOUNS.get(before, before)} {part + 1}")
            key = ""
        elif isinstance(part, str):
            if key == "series":
                words.insert(0, "the series")
            key = part
    owner = " of ".join(words)
    return ", ".join(filter(None, (owner, key)))


def owner_of(loc: Loc) -> tuple[str | None, type[ManifestKeys]]:
    """Find the mapping that the last key of a place stands in."""
    above = next((part for part in reversed(loc[:-1]) if part in PARTS), None)
    return (str(above), PARTS[str(above)]) if above else (None, StoryKeys)


def entry_at(node: Node, loc: Loc) -> MappingEntry | None:
    """Find a key and its value."""
    holder = node_at(node, loc[:-1])
    return holder.value.get(str(loc[-1])) if holder and isinstance(holder.value, dict) else None


def node_at(node: Node, loc: Loc) -> Node | None:
    """Follow a place into the manifest."""
    for part in loc:
        if isinstance(node.value, dict) and part in node.value:
            node = node.value[str(part)].value
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            return None
    return node
