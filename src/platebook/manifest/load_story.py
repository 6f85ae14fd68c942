"""Reads a story folder: its manifest becomes a ``Story``, or every mistake is reported."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from platebook.errors import Finding, ManifestError
from platebook.manifest.cross_checks import check, ids, link_ids
from platebook.manifest.decode import LARGEST_BYTES
from platebook.manifest.files import SUFFIXES, Folder
from platebook.manifest.keys import StoryKeys
from platebook.manifest.lost_text import lost_text
from platebook.manifest.messages import to_mistakes
from platebook.manifest.mistakes import MOST_REPORTED, Mistake, findings, nearest
from platebook.manifest.parse_yaml import MappingEntry, Node, items_of, plain, read
from platebook.manifest.part_keys import ManifestKeys, PlateKeys
from platebook.manifest.unsupported_markdown import unsupported_markdown
from platebook.manifest.values import make_identifier
from platebook.slugs import slug
from platebook.story import Place, Plate, Section, Story

NAME, _SCHEMA = "story.yaml", "story.schema.json"
#: Documents that may hold the words of a story.
_WORDS = (".rtf", ".docx", ".doc", ".odt", ".pages", ".txt", ".md", ".html", ".htm")
_NEW = "`platebook new DIR` makes a story folder to begin with."


def load(path: Path) -> Story:
    """Read a story folder, or a manifest by its path.

    All photographs that the story names are there, as ordinary files inside the folder; none was
    opened. Raises ManifestError (exit 3) with every mistake at once, in the order of the file,
    each at ``story.yaml:LINE:COLUMN`` counted from 1 and the path as the user typed it.
    """
    manifest = find(path)
    story, problems_found = examine(read_bytes(manifest), manifest)
    if story is None:
        raise ManifestError(problems_found)
    return story


def examine(raw: bytes, manifest: Path) -> tuple[Story | None, tuple[Finding, ...]]:
    """Read a manifest's bytes, which need not be on disk: its story, or None, and all findings.

    ``manifest`` is the path that the bytes have or will have; files are looked for from there.
    """
    folder = Folder(Path(os.path.realpath(manifest.parent)))
    document = read(raw)
    losses = list(lost_text(document))
    mistakes = [*document.mistakes, *losses]
    if document.root:
        keys, slips = check_values(document.root)
        if isinstance(document.root.value, dict):
            slips += check(document.root, folder)
            slips += unsupported_markdown(document, link_ids(document.root))
        # Where the text itself is wrong, what it would have meant is not looked at as well.
        places = {(mistake.line, mistake.column) for mistake in mistakes}
        spoilt = document.broken_lines | {mistake.line for mistake in losses if not mistake.code}
        mistakes += [
            slip
            for slip in slips
            if (slip.line, slip.column) not in places and slip.line not in spoilt
        ]
        problems = findings(mistakes, manifest.as_posix())
        if keys and all(mistake.code for mistake in mistakes):
            return assemble(keys, document.root, folder, manifest, problems), problems
    return None, findings(mistakes, manifest.as_posix())


def check_values(root: Node) -> tuple[StoryKeys | None, list[Mistake]]:
    """Check every value by itself; return the keys, or the mistakes."""
    if not isinstance(root.value, dict):
        message = "a manifest is made of keys and values, and this is not"
        return None, [Mistake(root.line, root.column, message, "Begin with “title: …”.")]
    try:
        return StoryKeys.model_validate(plain(root)), []
    except ValidationError as error:
        slips = error.errors(include_url=False)
        # Wording costs a search for what was meant: beyond what is reported it would be wasted.
        return None, list(to_mistakes(slips[: MOST_REPORTED + 1], root))


def find(path: Path) -> Path:
    """Find the manifest, and call it as the user would from where they are."""
    try:
        folder = path.is_dir()
    except OSError:  # pragma: no cover - a name too long for the system
        folder = False
    manifest = path / NAME if folder else path
    here = Path.cwd()
    inside = manifest.is_absolute() and manifest.is_relative_to(here) and here.name
    return manifest.relative_to(here) if inside else manifest


def read_bytes(manifest: Path) -> bytes:
    """Read the manifest's bytes, one more than allowed at most."""
    where = manifest.as_posix()
    try:
        real = Path(os.path.realpath(manifest))
        mode = real.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ManifestError.of(where, "this is not an ordinary file", _NEW)
        if not real.is_relative_to(os.path.realpath(manifest.parent)):
            message = "the manifest is a link that leads out of its folder"
            fix = f"Name the folder where it is: {real.parent.as_posix()}"
            raise ManifestError.of(where, message, fix)
        with real.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise ManifestError(_report_no_manifest(manifest)) from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        message = f"the manifest cannot be read: {reason}"
        raise ManifestError.of(where, message, "Look at its permissions.") from None


def _report_no_manifest(manifest: Path) -> Finding:
    """Report that there is no manifest, and what there is instead."""
    folder, where = manifest.parent, manifest.as_posix()
    if re.match(r"[A-Za-z][\w+.-]+:/", where):
        message = "this is an address; platebook fetches nothing"
        return Finding(where, message, "Save the story in a folder, and name that.")
    if not folder.is_dir():
        return Finding(folder.as_posix(), "there is no such folder", _NEW)
    if not manifest.suffix:
        return _no_folder(manifest)
    names = sorted(entry.name for entry in folder.iterdir())
    # Windows hides the second ending of story.yaml.txt.
    endings = (".yaml", ".yml", ".yaml.txt", ".yml.txt", ".json")
    other = [name for name in names if name.lower().endswith(endings) and name != _SCHEMA]
    guess = nearest(manifest.name, other) if len(other) != 1 else other[0]
    message = f"there is no {manifest.name} here"
    if manifest.name != NAME and guess:
        return Finding(where, message, f"Did you mean {(folder / guess).as_posix()}?")
    if len(other) > 1:
        fix = f"Name one of them on the command line: {', '.join(other[:8])}."
        return Finding(where, message, fix)
    if guess:
        return Finding(where, message, f"Rename {guess} to {NAME}, or name it on the command line.")
    return Finding(where, message, _advise(folder, names))


def _advise(folder: Path, names: list[str]) -> str:
    """Return what to do in a folder without a manifest, by what is in it."""
    if (folder.parent / NAME).is_file():
        return f"Did you mean {folder.parent.as_posix()}?"
    if words := [name for name in names if name.lower().endswith(_WORDS)]:
        return f"Save {words[0]} as plain text, with keys and values, under the name {NAME}. {_NEW}"
    if count := sum(name.lower().endswith(SUFFIXES) for name in names):
        photographs = "one photograph" if count == 1 else f"{count} photographs"
        return f"It holds {photographs}, and lacks the manifest, story.yaml. {_NEW}"
    return _NEW


def _no_folder(folder: Path) -> Finding:
    """Report that there is no such story folder; a newcomer may well be in it already."""
    message, here = "there is no such folder", folder.parent / NAME
    if here.is_file():
        return Finding(folder.as_posix(), message, f"Did you mean {here.as_posix()}?")
    stories = [path.name for path in folder.parent.iterdir() if (path / NAME).is_file()]
    if guess := nearest(folder.name, sorted(stories)) or (stories[0] if len(stories) == 1 else ""):
        return Finding(folder.as_posix(), message, f"Did you mean {folder.parent / guess}?")
    return Finding(folder.as_posix(), message, _NEW)


#: What a photograph's own metadata may say in a plate's place, unless the plate says nothing.
WITHHELD = ("caption", "description", "credit", "rights", "location", "date")
_MARKS = frozenset("'\"")


def assemble(
    keys: StoryKeys, root: Node, folder: Folder, manifest: Path, problems: tuple[Finding, ...] = ()
) -> Story:
    """Put the values of the model, their places, the files and the warnings found into a story."""
    file = manifest.as_posix()
    entries = root.value if isinstance(root.value, dict) else {}
    sections = _sections(keys, entries, folder, file)
    first = keys.contributors[0].name if keys.contributors else ""
    made_id = make_identifier(keys.slug or keys.title, first, keys.language)
    return Story(
        **_values(keys, but={"plates", "sections"})
        | {
            "identifier": keys.identifier or made_id,
            "slug": keys.slug or slug(keys.title),
            "root": folder.root,
            "manifest": manifest,
            "sections": sections,
            "cover": _cover(keys.cover, sections, folder),
            "theme": folder.theme(keys.theme) if keys.theme else None,
            "places": _places(entries, file),
            "warnings": problems,
        }
    )


def _places(entries: dict[str, MappingEntry], file: str) -> dict[str, Place]:
    """Return the place of every key of the story, and of those under ``design``."""
    design = entries["design"].value.value if "design" in entries else None
    under = design if isinstance(design, dict) else {}
    all_entries = {**entries, **{f"design.{name}": entry for name, entry in under.items()}}
    return {name: _place_of(entry.place, file) for name, entry in all_entries.items()}


def _values(keys: ManifestKeys, but: Set[str] = frozenset()) -> dict[str, Any]:
    """Return the values of the keys that were given; the story has the defaults of the others."""
    values = {name: getattr(keys, name) for name in type(keys).model_fields if name not in but}
    return {name: _value(value) for name, value in values.items() if value is not None}


def _value(value: object) -> object:
    """Return a value as a story has it; what stands twice in a list of words counts once."""
    if isinstance(value, ManifestKeys):
        return value.becomes(**_values(value))
    if isinstance(value, list):
        items = tuple(map(_value, value))
        return tuple(dict.fromkeys(items)) if items and isinstance(items[0], str) else items
    return value


def _place_of(node: Node, file: str) -> Place:
    return Place(file, node.line, node.column)


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
        own = _plates(section.plates, items_of(parts.get("plates")), names, folder, file)
        made_sections.append(Section(own, section.title, section.text, _place_of(node, file)))
    return tuple(made_sections)


def _plates(
    run: list[PlateKeys], nodes: list[Node], names: Iterator[str], folder: Folder, file: str
) -> tuple[Plate, ...]:
    """Make a run of plates."""
    plates = []
    for keys, node, name in zip(run, nodes, names, strict=False):
        place = {"id": name, "path": folder.file(keys.photo), "where": _place_of(node, file)}
        plates.append(Plate(**_values(keys) | place | _withheld(node)))
    return tuple(plates)


def _withheld(plate: Node) -> dict[str, Any]:
    """Return the texts that are empty on purpose (``caption: ""``): no metadata replaces them."""
    fields = plate.value if isinstance(plate.value, dict) else {}
    nodes = {name: fields[name].value for name in WITHHELD if name in fields}
    return {name: "" for name, node in nodes.items() if node.value is None and node.style in _MARKS}


def _cover(cover: str | None, sections: tuple[Section, ...], folder: Folder) -> str | Path:
    """Return what is on the cover: a plate's id, or the path of an image."""
    plate_ids = [plate.id for section in sections for plate in section.plates]
    if cover is None:
        return plate_ids[0]
    return cover if cover in plate_ids else folder.file(cover)
