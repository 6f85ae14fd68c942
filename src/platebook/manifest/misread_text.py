"""Explains texts that YAML made keys, lists or mappings of: a colon, a comma, a dash, a bracket."""

from __future__ import annotations

import re

from platebook.manifest.line_errors import named
from platebook.manifest.locations import Loc, name, node_at, owner_of
from platebook.manifest.nodes import Node, plain
from platebook.manifest.part_keys import text_of
from platebook.manifest.quoting import as_yaml


def split(node: Node, loc: Loc) -> tuple[str, str] | None:
    """Explain a text that YAML made a list or a mapping of, and give it in quotes."""
    kind = text_of(owner_of(loc)[1].model_fields.get(str(_key(loc))))
    if not kind or not kind.words or not isinstance(node.value, dict | list):
        return None
    parts = plain(node)
    if isinstance(parts, dict):
        said = ", ".join(key if item is None else f"{key}: {item}" for key, item in parts.items())
        simple = all(item is None or isinstance(item, str) for item in parts.values())
        sign, said = ("brace", f"{{{said}}}") if node.braces else ("colon", said)
    elif isinstance(parts, list):
        simple = all(isinstance(item, str) for item in parts) and _key(loc) != "keywords"
        sign, said = "bracket", f"[{', '.join(map(str, parts))}]"
    if not simple or not parts:
        return None
    head = "- " if isinstance(loc[-1], int) else f"{loc[-1]}: "
    message = f"{name(loc)}: text is needed, and the {sign} makes this {what(parts)}"
    return message, f"Write: {head}{as_yaml(said)}"


def _key(loc: Loc) -> str:
    return next(part for part in reversed(loc) if isinstance(part, str))


def strange(loc: Loc) -> tuple[str, str] | None:
    """Explain a key that has a sign in it which cannot be seen, or a dash for its hyphen."""
    key = str(loc[-1])
    if match := re.search(r"[^\S ]|[\u200b-\u200f\u2060\ufeff]", key):
        right = re.sub(r"[^\S ]|[\u200b-\u200f\u2060\ufeff]", "", key)
        fix = f"Delete it, and indent with usual spaces: “{right}: …”."
        return f"{named(match[0])} stands in the key “{right}”", fix
    if match := re.match(r"([‐-―−•·●▪‣])\s*([\w-]+)$", key):
        return f"{named(match[1])} is no hyphen", f"Write: - {match[2]}: …"
    return None


def comma(root: Node, loc: Loc) -> tuple[str, str] | None:
    """Explain a key in braces that is the rest of a text, cut off by its comma."""
    holder, key = node_at(root, loc[:-1]), str(loc[-1])
    if not holder or not isinstance(holder.value, dict) or not holder.flow:
        return None
    entry = holder.value[key]
    if entry.value.value is not None or key in owner_of(loc)[1].model_fields:
        return None
    names = list(holder.value)
    before = names[: names.index(key)]
    while before and holder.value[before[-1]].value.value is None:
        before.pop()
    if not before:
        return None
    owner = before[-1]
    rest = names[names.index(owner) + 1 : names.index(key) + 1]
    text = holder.value[owner].value.value
    if not isinstance(text, str):
        return None
    message = f"{name(loc[:-1])}: in braces, the comma ends the text of “{owner}” before “{key}”"
    return message, f"Write: {owner}: {as_yaml(', '.join([text, *rest]))}"


def what(value: object) -> str:
    """Say of what kind a value is."""
    if isinstance(value, list):
        return "a list"
    return "a mapping of keys" if isinstance(value, dict) else "text"
