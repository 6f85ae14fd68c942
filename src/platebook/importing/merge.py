"""Adds what a draft has and a story has not; nothing that a person wrote is changed.

New plates are put where the sources have them, beside plates that the story shows already; keys
that a plate or the story lacks are filled. Everything is done by ``edit`` on a copy of the
manifest, and takes its place together with the new photographs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from platebook import edit, output
from platebook.edit import EditError
from platebook.errors import OutputError
from platebook.importing import names, write_story
from platebook.importing.model import LeftOut, Origin, PlateDraft, StoryDraft, Value
from platebook.importing.read.photo_files import digest
from platebook.importing.text import folded
from platebook.manifest import load_story

_STORY_KEYS = (
    *("subtitle", "standfirst", "published", "publisher", "rights", "credit", "introduction"),
    "closing",
)
_PLATE_KEYS = ("title", "caption", "alt", "description", "credit", "rights", "location", "date")
#: Sources that a build reads by itself, so that no key is written for them.
_METADATA = ("XMP", "IPTC", "EXIF")
_CONFLICT = "the manifest was changed by another program meanwhile"


def add(draft: StoryDraft, folder: Path, *, write: bool) -> tuple[StoryDraft, str]:
    """Add to the story in ``folder``; give what was added and the manifest's new text.

    The draft that is returned has the new plates alone, and lists what the story had already.
    Raises ManifestError where the story cannot be read, OutputError where it cannot be written.
    """
    story = edit.read(folder)
    known = _known(story, folder)
    new = [plate for plate in draft.plates if _existing(plate, known) is None]
    renamed = _renamed(new, folder)
    with output.workroom() as room:
        copy = room / "story.yaml"
        copy.write_bytes(load_story.read_bytes(folder / "story.yaml"))
        for plate in renamed.values():
            (room / plate.photo).parent.mkdir(parents=True, exist_ok=True)
            (room / plate.photo).touch()
        left = [*_fill_story(copy, draft, story), *_fill_plates(copy, draft, known, story)]
        left += _insert(copy, draft, renamed, known)
        text = copy.read_bytes()
    if write:
        _replace(folder, list(renamed.values()), text, story.digest)
    sections = tuple(replace(section, plates=()) for section in draft.sections)
    sections = (replace(sections[0], plates=tuple(renamed.values())), *sections[1:])
    title = str(story.values.get("title") or folder.name)
    values = {key: value for key, value in draft.values.items() if key in _STORY_KEYS}
    values |= {"title": Value(title)}
    added = replace(draft, values=values, sections=sections, left_out=(*draft.left_out, *left))
    return added, text.decode()


def photographs(folder: Path) -> list[Path]:
    """Give the photographs of a story's plates that are in its folder."""
    found: dict[Path, None] = {}
    for plate in edit.read(folder).plates.values():
        path = folder / str(plate.get("photo") or "")
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            found[path] = None
    return list(found)


def _known(story: edit.Manifest, folder: Path) -> dict[str, str]:
    """Give the id of every plate of the story by what its photograph may be known by."""
    found: dict[str, str] = {}
    for name, plate in story.plates.items():
        photo = str(plate.get("photo") or "")
        path = folder / photo
        found.setdefault(f"stem {names.stem(photo)}", name)
        if path.is_file():
            found.setdefault(f"bytes {digest(path)}", name)
    return found


def _existing(plate: PlateDraft, known: Mapping[str, str]) -> str | None:
    """Give the id of the plate that shows a photograph already: by its name, or its bytes."""
    if (
        plate.file
        and not plate.file.member
        and (name := known.get(f"bytes {digest(plate.file.path)}"))
    ):
        return name
    source = plate.file.name if plate.file else plate.photo
    return known.get(f"stem {names.stem(source)}")


def _renamed(new: Sequence[PlateDraft], folder: Path) -> dict[str, PlateDraft]:
    """Give new photographs names that no file of the story has, by the paths of the draft."""
    photos = folder / "photos"
    taken = {path.name.casefold() for path in photos.iterdir()} if photos.is_dir() else set()
    found = {}
    for plate in new:
        path = PurePosixPath(plate.photo)
        inside = plate.file is not None and (folder / plate.photo).resolve() == plate.file.path
        name, count = path.name, 1
        while name.casefold() in taken and not inside:
            count += 1
            name = f"{path.stem}-{count}{path.suffix}"
        taken.add(name.casefold())
        found[plate.photo] = replace(plate, photo=(path.parent / name).as_posix())
    return found


def _fill_story(copy: Path, draft: StoryDraft, story: edit.Manifest) -> list[LeftOut]:
    """Write the story's keys that are not there; list the texts of those that are."""
    left = []
    for key in ("title", *_STORY_KEYS):
        value = draft.values.get(key)
        if value is None or (not value.source and value.guess):
            continue
        theirs = story.values.get(key)
        if theirs is None:
            left += _tried(copy, None, key, value)
        elif folded(str(theirs)) != folded(value.text):
            left.append(_kept(key, value, "the story"))
    return left


def _fill_plates(
    copy: Path, draft: StoryDraft, known: Mapping[str, str], story: edit.Manifest
) -> list[LeftOut]:
    """Write the keys that plates of the story lack; list the texts of those that they have."""
    left = []
    for plate in draft.plates:
        name = _existing(plate, known)
        if name is None:
            continue
        theirs = story.plates[name]
        for key in _PLATE_KEYS:
            value = plate.values.get(key)
            if value is None or value.source.startswith(_METADATA):
                continue
            if theirs.get(key) is None and not (key == "alt" and theirs.get("decorative")):
                left += _tried(copy, name, key, value)
            elif folded(str(theirs.get(key))) != folded(value.text):
                left.append(_kept(key, value, f"plate “{name}”"))
    return left


def _tried(copy: Path, plate: str | None, key: str, value: Value) -> list[LeftOut]:
    """Set a key; list its text where that cannot be done safely."""
    try:
        edit.set(copy, plate, key, value.text)
    except EditError as error:
        reason = error.findings[0].message
        return [LeftOut(key, value.text, reason, Origin(value.source or "the sources"))]
    return []


def _kept(key: str, value: Value, where: str) -> LeftOut:
    return LeftOut(
        key, value.text, f"{where} has a {key} already", Origin(value.source or "the sources")
    )


def _insert(
    copy: Path, draft: StoryDraft, renamed: Mapping[str, PlateDraft], known: Mapping[str, str]
) -> list[LeftOut]:
    """Insert the new plates in runs, each behind the plate that the sources have before it."""
    left: list[LeftOut] = []
    run: list[PlateDraft] = []
    before: str | None = None
    for plate in draft.plates:
        if plate.photo in renamed:
            run.append(renamed[plate.photo])
            continue
        name = _existing(plate, known)
        left += _insert_run(copy, run, before, name)
        before, run = name, []
    return [*left, *_insert_run(copy, run, before, None)]


def _insert_run(
    copy: Path, run: Sequence[PlateDraft], after: str | None, before: str | None
) -> list[LeftOut]:
    if not run:
        return []
    rows = [{"photo": plate.photo, **_texts(plate)} for plate in run]
    try:
        if after is not None:
            edit.insert(copy, rows, after=after)
        elif before is not None:
            edit.insert(copy, rows, before=before)
        else:
            edit.insert(copy, rows)
    except EditError as error:
        reason = error.findings[0].message
        return [LeftOut("photograph", plate.photo, reason, Origin(plate.photo)) for plate in run]
    return []


def _texts(plate: PlateDraft) -> dict[str, str]:
    return {key: plate.values[key].text for key in _PLATE_KEYS if key in plate.values}


def _replace(folder: Path, new: Sequence[PlateDraft], text: bytes, digest: str) -> None:
    """Put the manifest and the new photographs in their places together."""
    fresh = [plate for plate in new if not (folder / plate.photo).exists()]
    output.recover(folder)
    with output.replacing(folder, [*(plate.photo for plate in fresh), "story.yaml"]) as scratch:
        write_story.copy(fresh, scratch)
        (scratch / "story.yaml").write_bytes(text)
        if edit.digest(load_story.read_bytes(folder / "story.yaml")) != digest:
            raise OutputError.of((folder / "story.yaml").as_posix(), _CONFLICT, "Import again.")
