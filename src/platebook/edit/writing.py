"""Writes new keys, items and values as YAML, in block style or in brackets, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from platebook.edit.model import UnsupportedError
from platebook.edit.scalars import WIDTH, Setting, spellings
from platebook.edit.values import Meaning, Raw, field_of, meaning
from platebook.manifest.lost_text import lost_text
from platebook.manifest.messages import Loc
from platebook.manifest.parse_yaml import read


def scalar(text: str, at: Setting) -> str:
    """Write a text so that it is read as meant, without a warning where that is possible.

    Raises UnsupportedError for a text that no manifest can hold.
    """
    fair: list[tuple[int, str]] = []
    for spelled in spellings(text, at):
        document = read(_alone(spelled, at).encode("utf-8", "surrogatepass"))
        root = document.root.value if document.root else None
        entry = root.get(_key(at)) if isinstance(root, dict) else None
        if document.mistakes or entry is None or meaning(entry.value) != text:
            continue
        doubts = [not mistake.code for mistake in lost_text(document)]
        if not doubts:
            return spelled
        fair.append((sum(doubts), spelled))
    if not fair:
        raise UnsupportedError("the text has a character that no manifest can hold")
    return min(fair, key=lambda each: each[0])[1]


def _key(at: Setting) -> str:
    return "introduction" if at.words else "theme"


def _alone(spelled: str, at: Setting) -> str:
    """Give a manifest that holds one value alone, as it stands in its own."""
    if at.json:
        return f'{{"{_key(at)}": {spelled}}}'
    if at.flow:
        return f"{{{_key(at)}: {spelled}, subtitle: x}}"
    return " " * max(0, at.indent - 2) + f"{_key(at)}: {spelled}\n"


def _words(loc: Loc) -> bool:
    kind = field_of(loc)
    return bool(kind and kind.words)


def flow(value: Meaning, loc: Loc, *, as_json: bool = False) -> str:
    """Write a value on one line, with brackets and braces."""
    if as_json:
        return json.dumps(_data(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = (f"{key}: {flow(each, (*loc, key))}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each, (*loc, at)) for at, each in enumerate(value)) + "]"
    raw = isinstance(value, Raw)
    return scalar(value, Setting(2, flow=True, words=_words(loc), raw=raw))


def pretty(value: Meaning, indent: int, step: int, newline: str) -> str:
    """Write a value as JSON over several lines, which are indented."""
    text = json.dumps(_data(value), ensure_ascii=False, indent=step)
    return text.replace("\n", newline + " " * indent)


def _data(value: Meaning) -> Any:  # noqa: ANN401
    """Give a value as JSON has it: booleans and numbers are no texts."""
    if isinstance(value, Mapping):
        return {key: _data(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_data(each) for each in value]
    return json.loads(value) if isinstance(value, Raw) else value


def entry(key: str, value: Meaning, loc: Loc, indent: int) -> list[str]:
    """Write a key of a block mapping and its value as lines; ``indent`` is the key's column."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        lines = [f"{pad}{key}:"]
        for name, each in value.items():
            lines += entry(name, each, (*loc, name), indent + 2)
        return lines
    if isinstance(value, list) and value and not all(isinstance(each, str) for each in value):
        lines = [f"{pad}{key}:"]
        for number, each in enumerate(value):
            lines += item(each, (*loc, number), indent + 2, 2, braces=loc[-1] != "plates")
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
        for name, each in value.items():
            lines += entry(name, each, (*loc, name), indent + step)
        return [pad + hyphen + lines[0][indent + step :], *lines[1:]]
    if isinstance(value, str):
        raw = isinstance(value, Raw)
        at = Setting(indent + 2, indent + 2, words=_words(loc), raw=raw)
        return f"{pad}- {scalar(value, at)}".split("\n")
    return [f"{pad}- {flow(value, loc)}"]
