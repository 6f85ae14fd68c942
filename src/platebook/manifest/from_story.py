"""Checks a ``Story`` that a program made, by the rules of a manifest, and completes it.

The values are turned into the nodes that a manifest is read into, so that one set of rules serves
both. Places of mistakes are named in Python: ``story.plates[2].caption``, plates counted from 0.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from platebook.errors import Finding, ManifestError, PhotoError, Severity
from platebook.files.arguments import path_argument
from platebook.manifest.cross_checks import check, link_ids
from platebook.manifest.decode import unprintable
from platebook.manifest.files import Folder
from platebook.manifest.keys import StoryKeys
from platebook.manifest.load_story import WITHHELD, assemble, check_values
from platebook.manifest.mistakes import InvalidValue, Mistake, quote
from platebook.manifest.parse_yaml import MappingEntry, Node, ReadManifest, Value
from platebook.manifest.part_keys import ManifestKeys, PlateKeys, SectionKeys
from platebook.manifest.unsupported_markdown import unsupported_markdown
from platebook.story import Place, Plate, Section, Story


class _GivenFiles(Folder):
    """The files that a program names, which is trusted: any path will do."""

    def __init__(self, root: Path, photos: dict[str, Path]) -> None:
        super().__init__(root)
        self._photos = photos

    def file(self, text: str) -> Path:
        """Return the path of a photograph by the name it has in messages; raise InvalidValue."""
        path = self._photos.get(text, Path(text))
        if not os.path.isfile(path):  # noqa: PTH113  false for a path that no system takes
            fix = "Give the path of a photograph, or data."
            raise InvalidValue(f"{quote(text)} is not a file", fix)
        return path.resolve()

    def theme(self, text: str) -> Path:
        """Return the path of a theme's folder; raise InvalidValue."""
        if not Path(text).is_dir():
            fix = "Give the path of a theme’s folder."
            raise InvalidValue(f"{quote(text)} is not a folder", fix)
        return Path(text).resolve()


class _Nodes:
    """Makes nodes of values, each on a line of its own, and knows what each line stands for."""

    def __init__(self) -> None:
        self.places: list[str] = [""]
        self.mistakes: list[Mistake] = []

    def node(self, value: object, place: str) -> Node:
        """Make a node of a text, number, list or dictionary."""
        self.places.append(place)
        line = len(self.places) - 1
        node_value: Value = None
        if isinstance(value, dict):
            node_value = {
                key: MappingEntry(
                    Node(line, 1, key), self.node(item, f"{place}.{key.replace('-', '_')}")
                )
                for key, item in value.items()
                if item is not None
            }
        elif isinstance(value, (list, tuple)):
            node_value = [self.node(item, f"{place}[{at}]") for at, item in enumerate(value)]
        elif value is not None:
            node_value = str(value).lower() if isinstance(value, bool) else str(value)
            if not isinstance(value, str | int | float | Path):
                kind = f"text or a list is needed, and this is {type(value).__name__}"
                self.mistakes.append(Mistake(line, 1, kind, "Give text, or a list or tuple."))
                return Node(line, 1, node_value)
            if wrong := unprintable(node_value):
                self.mistakes.append(Mistake(line, 1, *wrong))
        return Node(line, 1, node_value)

    def place(self, place: Place) -> Place:
        """Return what stands at a place by its name in Python."""
        return Place(self.places[place.line], 0, 0)


def complete(story: Story, folder: Path) -> Story:
    """Check a story that a program made; return it with its ids, slug, identifier and paths filled.

    Photographs given as ``data`` are written into ``folder``, which must stay until the books are
    built. Raises ManifestError with every mistake.
    """
    photos: dict[str, Path] = {}
    nodes = _Nodes()
    root = nodes.node(_keys(story, folder, photos), "story")
    builder = _GivenFiles(folder, photos)
    keys, mistakes = check_values(root)
    spoilt = {mistake.line for mistake in nodes.mistakes}
    mistakes = [mistake for mistake in mistakes if mistake.line not in spoilt]
    mistakes += [*nodes.mistakes, *check(root, builder)]
    if keys is None or mistakes:
        raise ManifestError(
            Finding(nodes.places[mistake.line], mistake.message, mistake.fix)
            for mistake in mistakes
        )
    result = assemble(keys, root, builder, Path())
    sections = tuple(
        replace(
            section,
            where=nodes.place(section.where) if section.where else None,
            plates=tuple(
                replace(plate, where=nodes.place(plate.where)) for plate in section.plates
            ),
        )
        for section in result.sections
    )
    places = {key: nodes.place(place) for key, place in result.places.items() if "." not in key}
    warnings = tuple(
        Finding(
            nodes.places[mistake.line], mistake.message, mistake.fix, Severity.WARNING, mistake.code
        )
        for mistake in unsupported_markdown(ReadManifest(root), link_ids(root))
    )
    return replace(result, sections=sections, places=places, warnings=warnings)


def _keys(story: Story, folder: Path, photos: dict[str, Path]) -> dict[str, object]:
    """Return a story as the keys and values of a manifest."""
    _need_list(story.sections, Section, "story.sections")
    for at, section in enumerate(story.sections):
        _need_list(section.plates, Plate, f"story.sections[{at}].plates")
    keys = _values(story, StoryKeys, but={"plates", "sections"})
    numbers = iter(range(1, len(story.plates) + 1))
    sections = [_section(section, numbers, folder, photos) for section in story.sections]
    if len(sections) == 1 and not (story.sections[0].title or story.sections[0].text):
        return keys | {"plates": sections[0]["plates"]}
    return keys | {"sections": sections}


def _need_list(values: object, kind: type, place: str) -> None:
    """Raise ManifestError for what is no list of values of this kind."""
    fix = f"Give a list of {kind.__name__}."
    if not isinstance(values, list | tuple):
        message = f"a list is needed, and this is {type(values).__name__}"
        raise ManifestError.of(place, message, fix)
    for at, value in enumerate(values):
        if not isinstance(value, kind):
            message = f"{kind.__name__} is needed, and this is {type(value).__name__}"
            raise ManifestError.of(f"{place}[{at}]", message, fix)


def _section(
    section: Section, numbers: Iterator[int], folder: Path, photos: dict[str, Path]
) -> dict[str, object]:
    plates = [_plate(plate, next(numbers), folder, photos) for plate in section.plates]
    return {**_values(section, SectionKeys, but={"plates"}), "plates": plates}


def _plate(plate: Plate, number: int, folder: Path, photos: dict[str, Path]) -> dict[str, object]:
    place = f"story.plates[{number - 1}]"
    path = Path() if plate.path is None else path_argument(plate.path, f"{place}.path")
    name = plate.photo or str(path)
    if plate.data is not None:
        name = plate.photo or f"photograph-{number}"
        path = _write(plate.data, folder / f"photograph-{number}", f"{place}.data")
    while photos.get(name, path) != path:  # another photograph has this name
        name = f"{name}-{number}"
    if path != Path():
        photos[name] = path
    refused = {key: "" for key in WITHHELD if getattr(plate, key) == ""}
    return {**_values(plate, PlateKeys, but={"photo"}), **refused, "photo": name}


def _values(values: object, model: type[ManifestKeys], but: Set[str]) -> dict[str, object]:
    """Return the fields of a value that are keys of the manifest, as it would write them."""
    return {
        field.alias or name: _written_value(getattr(values, name))
        for name, field in model.model_fields.items()
        if name not in but
    }


def _written_value(value: object) -> object:
    """Return a field's value as manifests write it: texts, lists, mappings; None for nothing."""
    if is_dataclass(value):
        field_names = {field.name.replace("_", "-"): field.name for field in fields(value)}
        return {key: _written_value(getattr(value, name)) for key, name in field_names.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_written_value(item) for item in value] or None
    if isinstance(value, bool):
        return value
    return value if value not in ("", Path()) and value is not None else None


def _write(data: bytes | BinaryIO, path: Path, place: str) -> Path:
    """Write the bytes of a photograph, or of a stream from where it stands. Raises PhotoError."""
    try:
        content = memoryview(data.read() if hasattr(data, "read") else data)
    except (TypeError, ValueError, OSError) as error:  # ValueError: the stream is closed
        message = f"the photograph cannot be read: {error}"
        fix = "Give bytes, or a binary stream that is open and stands at its beginning."
        raise PhotoError.of(place, message, fix) from error
    path.write_bytes(content)
    return path
