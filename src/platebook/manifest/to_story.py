"""Makes the story of a manifest that was found right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from platebook.errors import Finding
from platebook.manifest.cross_checks import ids
from platebook.manifest.files import Folder
from platebook.manifest.keys import StoryKeys
from platebook.manifest.parse_yaml import MappingEntry, Node, items_of
from platebook.manifest.part_keys import ManifestKeys, PlateKeys
from platebook.manifest.values import made
from platebook.slugs import slug
from platebook.story import (
    ArtDirection,
    Epigraph,
    Foreword,
    Isbns,
    Link,
    Person,
    Place,
    Plate,
    Section,
    Series,
    Story,
    Subjects,
    Typography,
)

#: What a photograph's own metadata may say in a plate's place, unless the plate says nothing.
_WITHHELD = ("caption", "description", "credit", "rights", "location", "date")
_MARKS = frozenset("'\"")


def assemble(
    keys: StoryKeys, root: Node, folder: Folder, manifest: Path, found: tuple[Finding, ...] = ()
) -> Story:
    """Put the values of the model, their places, the files and the warnings found into a story."""
    file = manifest.as_posix()
    entries = root.value if isinstance(root.value, dict) else {}
    sections = _sections(keys, entries, folder, file)
    first = keys.contributors[0].name if keys.contributors else ""
    return Story(
        **_same(keys, Story)
        | {
            "identifier": keys.identifier or made(keys.slug or keys.title, first, keys.language),
            "slug": keys.slug or slug(keys.title),
            "root": folder.root,
            "manifest": manifest,
            "sections": sections,
            "cover": _cover(keys.cover, sections, folder),
            "back_cover": tuple(dict.fromkeys(keys.back_cover or ())),
            "series": Series(**_same(keys.series, Series)) if keys.series else None,
            "epigraph": Epigraph(**_same(keys.epigraph, Epigraph)) if keys.epigraph else None,
            "foreword": Foreword(**_same(keys.foreword, Foreword)) if keys.foreword else None,
            "keywords": tuple(dict.fromkeys(keys.keywords or ())),
            "contributors": tuple(Person(**_same(one, Person)) for one in keys.contributors or ()),
            "subjects": _subjects(keys),
            "isbn": Isbns(**_same(keys.isbn, Isbns)) if keys.isbn else Isbns(),
            "links": tuple(Link(**_same(link, Link)) for link in keys.links or ()),
            "theme": folder.theme(keys.theme) if keys.theme else None,
            "sharpen": keys.sharpen is not False,
            "design": ArtDirection(**_given(keys.design)) if keys.design else ArtDirection(),
            "typography": keys.typography or Typography.AS_WRITTEN,
            "places": _places(entries, file),
            "warnings": found,
        }
    )


def _places(entries: dict[str, MappingEntry], file: str) -> dict[str, Place]:
    """Return the place of every key of the story, and of those under ``design``."""
    design = entries["design"].value.value if "design" in entries else None
    under = (
        {f"design.{name}": entry for name, entry in design.items()}
        if isinstance(design, dict)
        else {}
    )
    return {name: _spot(entry.place, file) for name, entry in {**entries, **under}.items()}


def _same(keys: ManifestKeys, kind: type[Any]) -> dict[str, Any]:
    """Return the values of the keys that are fields of ``kind`` by the same name."""
    names = type(keys).model_fields.keys() & {each.name for each in fields(kind)}
    return {name: getattr(keys, name) for name in names}


def _given(keys: ManifestKeys, kind: type[Any] = ArtDirection) -> dict[str, Any]:
    """Return the same but for keys that were left out, whose defaults are those of ``kind``."""
    return {name: value for name, value in _same(keys, kind).items() if value is not None}


def _spot(node: Node, file: str) -> Place:
    return Place(file, node.line, node.column)


def _subjects(keys: StoryKeys) -> Subjects:
    """Return the codes of each scheme, each code once."""
    given = keys.subjects
    thema, bisac = (given.thema, given.bisac) if given else (None, None)
    return Subjects(tuple(dict.fromkeys(thema or ())), tuple(dict.fromkeys(bisac or ())))


def _sections(
    keys: StoryKeys, entries: dict[str, MappingEntry], folder: Folder, file: str
) -> tuple[Section, ...]:
    """Make the sections; plates without sections are one that has no title."""
    runs = [section.plates for section in keys.sections] if keys.sections else [keys.plates or []]
    plates = [plate for run in runs for plate in run]
    names = iter(ids([(plate.id, plate.photo) for plate in plates]))
    if not keys.sections:
        nodes = items_of(entries.get("plates"))
        return (Section(_plates(runs[0], nodes, names, folder, file)),)
    made_sections = []
    for section, node in zip(keys.sections, items_of(entries.get("sections")), strict=True):
        parts = node.value if isinstance(node.value, dict) else {}
        texts = _plates(section.plates, items_of(parts.get("plates")), names, folder, file)
        made_sections.append(Section(texts, section.title, section.text, _spot(node, file)))
    return tuple(made_sections)


def _plates(
    run: list[PlateKeys], nodes: list[Node], names: Iterator[str], folder: Folder, file: str
) -> tuple[Plate, ...]:
    """Make a run of plates."""
    return tuple(
        _plate(keys, name, folder.file(keys.photo), _spot(node, file), _withheld(node))
        for keys, node, name in zip(run, nodes, names, strict=False)
    )


def _withheld(plate: Node) -> dict[str, Any]:
    """Give the texts that are said to be none (``caption: ""``): no metadata takes their place."""
    fields = plate.value if isinstance(plate.value, dict) else {}
    said = {name: fields[name].value for name in _WITHHELD if name in fields}
    return {name: "" for name, node in said.items() if node.value is None and node.style in _MARKS}


def _plate(keys: PlateKeys, name: str, path: Path, where: Place, withheld: dict[str, Any]) -> Plate:
    made_of_file = {
        "id": name,
        "path": path,
        "where": where,
        "decorative": bool(keys.decorative),
    }
    return Plate(**_given(keys, Plate) | made_of_file | withheld)


def _cover(cover: str | None, sections: tuple[Section, ...], folder: Folder) -> str | Path:
    """Return what is on the cover: a plate's id, or the path of an image."""
    known = [plate.id for section in sections for plate in section.plates]
    if cover is None:
        return known[0]
    return cover if cover in known else folder.file(cover)
