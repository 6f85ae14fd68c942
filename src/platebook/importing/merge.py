"""Adds what a draft has and a story has not; nothing that a person wrote is changed.

New plates are put where the sources have them, beside plates that the story shows already; keys
that a plate or the story lacks are filled. Everything is done by ``edit`` on a copy of the
manifest, and takes its place together with the new photographs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from platebook import edit, output, sandbox
from platebook.edit import EditError
from platebook.errors import OutputError
from platebook.importing import names, write_story
from platebook.importing.discover import digest
from platebook.importing.model import LeftOut, Origin, PlateDraft, StoryDraft, Value
from platebook.importing.names import BY_POSITION
from platebook.importing.plain_text import fold
from platebook.importing.write_story import PLATE_KEYS
from platebook.manifest import load_story
from platebook.photos.similarity.small_previews import is_same_photo, make_preview
from platebook.photos.survey_photos import read_metadata

_STORY_KEYS = (
    *("subtitle", "standfirst", "published", "publisher", "rights", "credit", "introduction"),
    "closing",
)
#: Sources that a build reads by itself, so that no key is written for them.
_METADATA = ("XMP", "IPTC", "EXIF")
_A = dict.fromkeys(("alt", "introduction"), "an")
#: What comparing two photographs may take.
_SECONDS, _MEMORY = 20.0, 900_000_000
_CONFLICT = "the manifest was changed by another program meanwhile"


def add(draft: StoryDraft, folder: Path, *, write: bool) -> tuple[StoryDraft, str]:
    """Add to the story in ``folder``; return what was added and the manifest's new text.

    The draft that is returned has the new plates alone, and lists what the story had already.
    Raises ManifestError where the story cannot be read, OutputError where it cannot be written.
    """
    story = edit.read(folder)
    present = _PlateIndex(story, folder)
    present.claim_gaps(draft.plates)
    new = [plate for plate in draft.plates if present.plate(plate) is None]
    new_plates = _rename(new, folder)
    with output.workroom() as room:
        copy = room / "story.yaml"
        copy.write_bytes(load_story.read_bytes(folder / "story.yaml"))
        for plate in new_plates.values():
            (room / plate.photo).parent.mkdir(parents=True, exist_ok=True)
            (room / plate.photo).touch()
        left = [*_fill_story(copy, draft, story), *_fill_plates(copy, draft, present, story)]
        left += _insert(copy, draft, new_plates, present)
        text = copy.read_bytes()
    if write:
        _replace(folder, list(new_plates.values()), text, story.digest)
    sections = tuple(replace(section, plates=()) for section in draft.sections)
    sections = (replace(sections[0], plates=tuple(new_plates.values())), *sections[1:])
    title = str(story.values.get("title") or folder.name)
    values = {key: value for key, value in draft.values.items() if key in _STORY_KEYS}
    values |= {"title": Value(title)}
    result = replace(
        draft,
        values=values,
        sections=sections,
        left_out=(*draft.left_out, *present.left_out, *left),
    )
    return result, text.decode()


def photographs(folder: Path) -> list[Path]:
    """Return the photographs of a story's plates that are in its folder."""
    paths: dict[Path, None] = {}
    for plate in edit.read(folder).plates.values():
        path = folder / str(plate.get("photo") or "")
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            paths[path] = None
    return list(paths)


class _PlateIndex:
    """Finds which plate of a story shows a photograph of the draft already."""

    def __init__(self, story: edit.Manifest, folder: Path) -> None:
        self._folder = folder
        self._ids: dict[str, str] = {}
        self._paths: dict[str, Path] = {}
        self._captions: dict[str, str] = {}
        self._plates: dict[int, str | None] = {}  # by the draft's identity: two may have one path
        self.left_out: list[LeftOut] = []
        self.claimed_by_place: set[int] = set()
        self._order = list(story.plates)
        for name, plate in story.plates.items():
            photo = str(plate.get("photo") or "")
            path = folder / photo
            self._ids.setdefault(f"stem {names.stem(photo)}", name)
            if caption := fold(str(plate.get("caption") or "")):
                self._captions.setdefault(caption, name)
            if path.is_file():
                self._ids.setdefault(f"bytes {digest(path)}", name)
                self._paths[name] = path

    def plate(self, plate: PlateDraft) -> str | None:
        """Return the id of the plate, by its photograph's bytes, name and look, or its caption."""
        if id(plate) not in self._plates:
            self._plates[id(plate)] = self._find(plate)
        return self._plates[id(plate)]

    def _find(self, plate: PlateDraft) -> str | None:
        file = plate.file
        if file is None:
            caption = plate.values.get("caption")
            same = self._captions.get(fold(caption.text)) if caption else None
            return same or self._ids.get(f"stem {names.stem(plate.photo)}")
        if not file.member and (name := self._ids.get(f"bytes {digest(file.path)}")):
            return name
        name = self._ids.get(f"stem {names.stem(file.name)}")
        theirs = self._paths.get(name) if name else None
        if name is None or theirs is None or file.member:
            return name
        is_same = _is_same(file.path, theirs)
        if is_same is False:
            return None  # a camera that begins to count anew, say
        reason = f"the story shows this photograph already, as {theirs.name}"
        if is_same is None:
            reason = f"the story has a photograph of this name: rename {file.name} to add it too"
        self.left_out.append(LeftOut("photograph", file.name, reason, Origin(file.name)))
        return name

    def claim_gaps(self, plates: Sequence[PlateDraft]) -> None:
        """Let stand-ins be plates of the story that stand where they would be inserted.

        Their photographs were renamed, and their captions written anew.
        """
        claimed = {self.plate(plate) for plate in plates}
        before = -1
        for place, plate in enumerate(plates):
            name = self.plate(plate)
            if name is None and plate.file is None:
                below = next(filter(None, map(self.plate, plates[place + 1 :])), None)
                after = self._order.index(below) if below else len(self._order)
                free = (gap for gap in self._order[before + 1 : after] if gap not in claimed)
                name = self._plates[id(plate)] = next(free, None)
                claimed.add(name)
                self.claimed_by_place.add(id(plate))
            before = self._order.index(name) if name else before


def _is_same(left: Path, right: Path) -> bool | None:
    """Return whether two files show one photograph; None where that is not known.

    Files of one time of exposure do, those of two do not; else those that look alike do, and
    those of one size that look different do not.
    """
    try:
        first, second = sandbox.run(
            partial(_evidence, (left.absolute(), right.absolute())),
            reads=(left.absolute(), right.absolute()),
            seconds=_SECONDS,
            memory=_MEMORY,
        )
    except (sandbox.LimitError, sandbox.CrashedError, sandbox.FailedError):
        return None
    if first[0] and second[0]:
        return first[0] == second[0]
    if not (first[2] and second[2]):
        return None
    if is_same_photo(first[2], second[2]):
        return True
    return False if first[1] == second[1] else None


def _evidence(paths: Sequence[Path]) -> list[tuple[str, tuple[int, int], bytes]]:
    """Return the time of exposure, px wide × high, and the preview of files."""
    facts = [(read_metadata(path), path) for path in paths]
    return [
        (facts_of.taken, facts_of.size, make_preview(path.read_bytes())) for facts_of, path in facts
    ]


def _rename(new: Sequence[PlateDraft], folder: Path) -> dict[int, PlateDraft]:
    """Choose names for new photographs that no file of the story has, by the draft's identity."""
    photos = folder / "photos"
    used_names = {path.name.casefold() for path in photos.iterdir()} if photos.is_dir() else set()
    result = {}
    for plate in new:
        path = PurePosixPath(plate.photo)
        inside = plate.file is not None and (folder / plate.photo).resolve() == plate.file.path
        name = path.name if inside else names.free(path.name, used_names)
        result[id(plate)] = replace(plate, photo=(path.parent / name).as_posix())
    return result


def _fill_story(copy: Path, draft: StoryDraft, story: edit.Manifest) -> list[LeftOut]:
    """Write the story's keys that are not there; list the texts of those that are."""
    values = {
        key: draft.values[key]
        for key in ("title", *_STORY_KEYS)
        if key in draft.values and (draft.values[key].source or not draft.values[key].guess)
    }
    return list(_fill(copy, None, values, story.values))


def _fill_plates(
    copy: Path, draft: StoryDraft, present: _PlateIndex, story: edit.Manifest
) -> Iterator[LeftOut]:
    """Write the keys that plates of the story lack; list the texts of those that they have."""
    for plate in draft.plates:
        if name := present.plate(plate):
            values = {
                key: plate.values[key]
                for key in PLATE_KEYS
                if key in plate.values and not plate.values[key].source.startswith(_METADATA)
            }
            doubtful = BY_POSITION in plate.comments or id(plate) in present.claimed_by_place
            yield from _fill(copy, name, values, story.plates[name], doubtful=doubtful)


def _fill(
    copy: Path,
    plate: str | None,
    values: Mapping[str, Value],
    theirs: Mapping[str, edit.Value],
    *,
    doubtful: bool = False,
) -> Iterator[LeftOut]:
    """Write the keys of a plate, or of the story, that are not there; list the other texts.

    Nothing is written to a plate that is ``doubtful``.
    """
    where = f"plate “{plate}”" if plate else "the story"
    for key, value in values.items():
        reason = ""
        if theirs.get(key) is not None or (key == "alt" and theirs.get("decorative")):
            if fold(str(theirs.get(key))) != fold(value.text):
                reason = f"{where} has {_A.get(key, 'a')} {key} already"
        elif doubtful:
            reason = f"it may belong to {where}, which is only known by its position"
        else:
            try:
                edit.set(copy, plate, key, value.text)
            except EditError as error:
                reason = error.findings[0].message
        if reason:
            yield LeftOut(key, value.text, reason, Origin(value.source or "the sources"))


def _insert(
    copy: Path, draft: StoryDraft, new_plates: Mapping[int, PlateDraft], present: _PlateIndex
) -> list[LeftOut]:
    """Insert the new plates in runs, each behind the plate that the sources have before it."""
    left: list[LeftOut] = []
    run: list[PlateDraft] = []
    before: str | None = None
    for plate in draft.plates:
        if id(plate) in new_plates:
            run.append(new_plates[id(plate)])
            continue
        name = present.plate(plate)
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
        edit.insert(copy, rows, after=after, before=before if after is None else None)
    except EditError as error:
        reason = error.findings[0].message
        return [LeftOut("photograph", plate.photo, reason, Origin(plate.photo)) for plate in run]
    return []


def _texts(plate: PlateDraft) -> dict[str, str]:
    return {key: plate.values[key].text for key in PLATE_KEYS if key in plate.values}


def _replace(folder: Path, new: Sequence[PlateDraft], text: bytes, digest: str) -> None:
    """Put the manifest and the new photographs in their places together."""
    fresh = [plate for plate in new if not (folder / plate.photo).exists()]
    output.recover(folder)
    with output.replace_files(folder, [*(plate.photo for plate in fresh), "story.yaml"]) as scratch:
        write_story.copy(fresh, scratch)
        (scratch / "story.yaml").write_bytes(text)
        if edit.digest(load_story.read_bytes(folder / "story.yaml")) != digest:
            raise OutputError.of((folder / "story.yaml").as_posix(), _CONFLICT, "Import again.")
