"""Reads a theme's ``theme.yaml``: the art direction and the margins that the planner works with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from platebook.errors import Finding, ThemeError
from platebook.geometry import Edges
from platebook.manifest.messages import to_mistakes
from platebook.manifest.mistakes import Mistake, findings, nearest, quote
from platebook.manifest.parse_yaml import Node, plain, read
from platebook.manifest.part_keys import DesignKeys, ManifestKeys
from platebook.story import ArtDirection, Story
from platebook.themes import Design

NAME = "theme.yaml"
_MOST_BYTES = 20_000
#: The least of each margin (mm, on a page of 8.5 × 8.5 in), and the most: below the live area the
#: page number has to have room.
_LEAST = {"top": 8.0, "outer": 8.0, "bottom": 16.0, "inner": 10.0}
_MOST = 60.0
_KEYS = ("design", "margins")
#: What messages about a manifest call it, and what they call a theme's file.
_CALLED = (
    ("the manifest", NAME),
    ("The manifest", NAME),
    ("key of a story", "key of a theme"),
    ("key of the story", "key of the theme"),
    ("any story", "any theme"),
)


class _ThemeKeys(ManifestKeys):
    design: DesignKeys | None = None


@dataclass(frozen=True, slots=True)
class ThemeDirection:
    """What a theme decides of the printed book, where the story does not.

    ``values`` are fields of ``ArtDirection``; ``margins`` are mm on a page of 8.5 × 8.5 in, and
    grow with the page.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    margins: Edges | None = None

    def apply(self, story: Story) -> Story:
        """Return the story with the theme's art direction; what its manifest says is kept."""
        usual = ArtDirection()
        values = {
            name: value
            for name, value in self.values.items()
            if f"design.{name.replace('_', '-')}" not in story.places
            and getattr(story.design, name) == getattr(usual, name)
        }
        return replace(story, design=replace(story.design, **values)) if values else story


def theme_direction(design: Design) -> ThemeDirection:
    """Read the theme's ``theme.yaml``, if it has one. Raises ThemeError with every mistake."""
    if design.theme is None or not (design.theme / NAME).exists():
        return ThemeDirection()
    path = design.theme / NAME
    real = os.path.realpath(path)
    inside = real.startswith(os.path.realpath(design.theme) + os.sep)
    if not inside or not path.is_file():
        fix = "Copy the file into the theme."
        raise ThemeError.of(str(path), "this is no file of the theme", fix)
    with path.open("rb") as file:
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise ThemeError.of(str(path), "this file is too large", "Keep what the theme decides.")
    if not raw.strip():
        return ThemeDirection()
    document = read(raw)
    mistakes = [*document.mistakes]
    direction = ThemeDirection()
    if document.root:
        direction, problems = _check(document.root)
        mistakes += problems
    if mistakes:
        raise ThemeError(_of_theme(findings(mistakes, path.as_posix())))
    return direction


def _of_theme(problems: tuple[Finding, ...]) -> Iterator[Finding]:
    for problem in problems:
        message, fix = problem.message, problem.fix
        for ours, theirs in _CALLED:
            message, fix = message.replace(ours, theirs), fix.replace(ours, theirs)
        yield replace(problem, message=message, fix=fix)


def _check(root: Node) -> tuple[ThemeDirection, list[Mistake]]:
    if not isinstance(root.value, dict):
        message = "a theme’s file is made of keys and values, and this is not"
        return ThemeDirection(), [Mistake(root.line, root.column, message, "Begin with design:.")]
    mistakes = [*_unknown(root, _KEYS, "theme")]
    supported = {name: entry for name, entry in root.value.items() if name == "design"}
    values: Mapping[str, Any] = {}
    try:
        keys = _ThemeKeys.model_validate(plain(Node(root.line, root.column, dict(supported))))
        design_values = keys.design.model_dump(exclude_none=True) if keys.design else {}
        values = {
            name: value for name, value in design_values.items() if hasattr(ArtDirection(), name)
        }
    except ValidationError as error:
        mistakes += to_mistakes(error.errors(include_url=False), root)
    margins, entry = None, root.value.get("margins")
    if entry:
        margins, problems = _margins(entry.value)
        mistakes += problems
    return ThemeDirection(values, margins), mistakes


def _margins(node: Node) -> tuple[Edges | None, list[Mistake]]:
    """Read the four margins; each is a number of mm."""
    example = "Write all four in mm: {top: 20, outer: 18, bottom: 26, inner: 24}."
    if not isinstance(node.value, dict) or set(_LEAST) - set(node.value):
        return None, [Mistake(node.line, node.column, "margins: four are needed", example)]
    mistakes = [*_unknown(node, tuple(_LEAST), "theme’s margins")]
    lengths = {}
    for name, least in _LEAST.items():
        value = node.value[name].value
        try:
            lengths[name] = float(str(value.value).removesuffix("mm"))
        except ValueError:
            lengths[name] = -1.0
        if not least <= lengths[name] <= _MOST:
            message = f"margins: {name} is a number of mm from {least:.0f} to {_MOST:.0f}"
            mistakes.append(Mistake(value.line, value.column, message, example))
    return (None if mistakes else Edges(**lengths)), mistakes


def _unknown(node: Node, keys: tuple[str, ...], noun: str) -> Iterator[Mistake]:
    for name, entry in node.value.items() if isinstance(node.value, dict) else ():
        if name not in keys:
            guess = nearest(name, keys)
            fix = f"Did you mean “{guess}”?" if guess else f"The keys are {', '.join(keys)}."
            message = f"{quote(name)} is not a key of a {noun}"
            yield Mistake(entry.key.line, entry.key.column, message, fix)
