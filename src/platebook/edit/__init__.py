"""Changes a manifest in place: a value, the order of the plates; all else stays byte for byte.

An edit is made by replacing spans of the text, read again and compared with what was meant before
it is written; where a manifest is written in a way that cannot be changed safely, or a right one
would become wrong, EditError says why and nothing is written. ``story`` is a story folder or the
path of a manifest, in YAML or JSON; plates are named by their ids.

Every function takes ``against``, the digest of the manifest that the caller has read: where another
program has changed the file since, EditConflictError is raised. ``write=False`` does everything but
writing. The result's ``change`` undoes the edit: ``apply(story, change.reversed())``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from platebook.edit import manifest_file
from platebook.edit.manifest_file import (
    Change,
    EditConflictError,
    Edited,
    EditError,
    UnsupportedError,
    Value,
    digest,
)
from platebook.edit.operations import (
    Operation,
    differences,
    insert_plates,
    move_plate,
    place_of,
    plate_places,
    remove_plate,
    set_value,
)
from platebook.edit.writing import ManifestText, expected_meaning, meaning_of
from platebook.errors import Finding, ManifestError, Severity
from platebook.files.arguments import path_argument
from platebook.manifest import load_story
from platebook.manifest.messages import Loc, name, node_at

__all__ = [
    "Change", "EditConflictError", "EditError", "Edited", "Manifest", "Value", "apply",
    "digest", "insert", "move", "read", "remove", "set",
]  # fmt: skip

_BY_HAND = "Change it in a text editor."
_CHANGED = "the manifest was changed by another program since it was read here"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it is written: texts, lists and mappings, nothing filled in.

    ``plates`` has every plate's values by its id, in reading order.
    """

    digest: str
    text: str
    values: Mapping[str, Value]
    plates: Mapping[str, Mapping[str, Value]]


class _Unset:
    """The default of ``was``: no value was given."""


_UNSET = _Unset()


def read(story: Path | str) -> Manifest:
    """Read a manifest's values as they are written. Raises ManifestError where it is not YAML."""
    manifest = load_story.find(path_argument(story, "story"))
    raw = load_story.read_bytes(manifest)
    source = _parse(raw, manifest)
    values = meaning_of(source.root)
    plates = {
        name: meaning_of(node_at(source.root, place)) if source.root else {}
        for name, place in plate_places(source.root)
    }
    return Manifest(digest(raw), source.text, values, plates)


def set(
    story: Path | str,
    plate: str | None,
    key: str,
    value: Value,
    *,
    section: int | None = None,
    against: str | None = None,
    was: Value | _Unset = _UNSET,
    write: bool = True,
) -> Edited:
    """Set a key of a plate, of a ``section`` (from 0), or with neither of the story.

    ``key`` may lead on into a mapping or list: ``series.name``, ``links.0.label``. None takes the
    key away. ``was`` is the value that the caller saw, which then decides in place of ``against``:
    a change elsewhere is no conflict, another value there is one. Raises EditError,
    EditConflictError, ManifestError, OutputError.
    """
    parts: Loc = tuple(int(part) if part.isdecimal() else part for part in key.split("."))

    def place(source: ManifestText) -> Loc:
        if plate is not None:
            return (*place_of(source, plate), *parts)
        return parts if section is None else ("sections", section, *parts)

    def operation(source: ManifestText) -> tuple[ManifestText, Value]:
        loc = place(source)
        return set_value(loc, expected_meaning(value, loc))(source)

    def theirs(source: ManifestText) -> tuple[Value, bool | None]:
        loc = place(source)
        now = meaning_of(node_at(source.root, loc)) if source.root else None
        if isinstance(was, _Unset):
            return now, None
        return now, now in (expected_meaning(was, loc), expected_meaning(value, loc))

    return _edit(story, [operation], against, write=write, theirs=theirs, yours=value)


def move(
    story: Path | str,
    plate: str | Sequence[str],
    *,
    before: str | None = None,
    after: str | None = None,
    index: int | None = None,
    against: str | None = None,
    write: bool = True,
) -> Edited:
    """Move a plate in front of another, behind another, or to a place in the reading order.

    Of several plates each follows the one before it. ``index`` is the place that the plate is to
    have, from 0. The comments directly above a plate move with it. With sections, a plate moves
    into that of the plate beside which it is to stand.
    """
    first, *others = [plate] if isinstance(plate, str) else plate

    def target(source: ManifestText) -> tuple[Loc, bool]:
        if index is None:
            return _find_neighbour(source, before, after)
        places = plate_places(source.root)
        place_of(source, first)
        rest = [loc for plate_id, loc in places if plate_id != first]
        if not rest:
            raise UnsupportedError("the story has one plate only")
        at = max(0, min(index, len(rest)))
        old = [plate_id for plate_id, _ in places].index(first)
        if at == old:
            return places[old][1], False
        return (rest[at], False) if at < old else (rest[at - 1], True)

    moves = [move_plate(first, target)]
    for last, other in pairwise((first, *others)):
        moves.append(move_plate(other, partial(_find_neighbour, before=None, after=last)))
    return _edit(story, moves, against, write=write)


def insert(
    story: Path | str,
    plates: Sequence[Mapping[str, Value]],
    at: int | None = None,
    *,
    before: str | None = None,
    after: str | None = None,
    section: int | None = None,
    against: str | None = None,
    write: bool = True,
) -> Edited:
    """Insert plates, each a mapping of the manifest's keys, at a place in the reading order.

    ``at`` counts from 0; absent, and with neither ``before`` nor ``after``, they come last, in
    the last section or in ``section``. Their photographs must be in the folder already.
    """

    def target(source: ManifestText) -> tuple[Loc, bool]:
        if before is not None or after is not None:
            return _find_neighbour(source, before, after)
        places = [loc for _, loc in plate_places(source.root)]
        if section is not None:
            places = [loc for loc in places if loc[:2] == ("sections", section)]
        if not places:
            return (("plates", 0) if section is None else ("sections", section, "plates", 0)), False
        if at is None or at >= len(places):
            return places[-1], True
        return places[max(0, at)], False

    return _edit(story, [insert_plates(plates, target)], against, write=write)


def remove(
    story: Path | str, plate: str, *, against: str | None = None, write: bool = True
) -> Edited:
    """Remove a plate from the manifest; its photograph's file stays."""
    return _edit(story, [remove_plate(plate)], against, write=write)


def apply(story: Path | str, change: Change, *, write: bool = True) -> Edited:
    """Make a change again, or undo it (``change.reversed()``), byte for byte.

    Raises EditConflictError unless the manifest is exactly the one that the change begins from.
    """
    manifest = load_story.find(path_argument(story, "story"))
    with manifest_file.lock(manifest):
        raw = load_story.read_bytes(manifest)
        if digest(raw) != change.before:
            raise _conflict(manifest, raw)
        new = change.apply_to(raw)
        if digest(new) != change.after:
            raise EditError.of(manifest.as_posix(), "this change is damaged", _BY_HAND)
        _, findings = load_story.examine(new, manifest)
        if write and not manifest_file.replace(manifest, raw, new):
            raise _conflict(manifest, load_story.read_bytes(manifest))
    return Edited(change.after, change, findings)


def _find_neighbour(
    source: ManifestText, before: str | None, after: str | None
) -> tuple[Loc, bool]:
    """Find the plate before or after which something is to stand."""
    if (before is None) == (after is None):
        raise UnsupportedError("one place is needed: before a plate, or after one")
    return place_of(source, before or after or ""), before is None


def _parse(raw: bytes, manifest: Path) -> ManifestText:
    """Read a manifest for editing. Raises ManifestError where its text is not right YAML."""
    source = None
    with suppress(UnicodeDecodeError):
        source = ManifestText(raw)
    if source is None or source.read.mistakes or source.root is None:
        first, *others = load_story.examine(raw, manifest)[1]
        message = f"{manifest.name} must be corrected first: {first.message}"
        raise ManifestError([replace(first, message=message), *others])
    return source


def _edit(
    story: Path | str,
    operations: Sequence[Operation],
    against: str | None,
    *,
    write: bool,
    theirs: object = None,
    yours: Value = None,
) -> Edited:
    """Make an edit of one operation or several: read, change, verify, write."""
    manifest = load_story.find(path_argument(story, "story"))
    with manifest_file.lock(manifest):
        raw = load_story.read_bytes(manifest)
        source = _parse(raw, manifest)
        try:
            now, same = theirs(source) if callable(theirs) else (None, None)
            if same is None:
                same = against is None or digest(raw) == against
            if not same:
                raise _conflict(manifest, raw, now, yours)
            result = source
            for operation in operations:
                result, goal = operation(result)
                _check_meaning(manifest, result, goal)
        except UnsupportedError as error:
            raise EditError.of(manifest.as_posix(), str(error), _BY_HAND) from None
        new = result.raw
        problems = _check_rules(manifest, raw, new)
        if write and new != raw and not manifest_file.replace(manifest, raw, new):
            raise _conflict(manifest, load_story.read_bytes(manifest), now, yours)
    return Edited(digest(new), Change.between(raw, new), problems)


def _check_meaning(manifest: Path, result: ManifestText, goal: object) -> None:
    """Raise EditError where a changed manifest does not say what it is to say, and no more."""
    where = manifest.as_posix()
    if result.read.mistakes or result.root is None:
        mistake = result.read.mistakes[0] if result.read.mistakes else None
        reason = f": {mistake.message}" if mistake else ""
        message = f"the manifest could not be read after this edit{reason}"
        raise EditError.of(where, message, _BY_HAND)
    wrong = next(differences(goal, meaning_of(result.root)), None)
    if wrong is not None:
        message = f"this edit would also change “{name(wrong) or 'the whole manifest'}”"
        raise EditError.of(where, message, _BY_HAND)


def _check_rules(manifest: Path, raw: bytes, new: bytes) -> tuple[Finding, ...]:
    """Return the findings of a changed manifest. Raises EditError where a mistake would come in."""
    _, before = load_story.examine(raw, manifest)
    _, after = load_story.examine(new, manifest)
    earlier = Counter(_kind(finding) for finding in before)
    fresh = [
        finding
        for finding in after
        if finding.severity is Severity.ERROR and not _was_there(earlier, _kind(finding))
    ]
    if fresh:
        raise EditError(fresh)
    return after


def _kind(finding: Finding) -> tuple[str, str]:
    """Return what a finding says, whatever the numbers of its line and plate are."""
    return re.sub(r"\d+", "0", finding.message), finding.severity


def _was_there(earlier: Counter[tuple[str, str]], kind: tuple[str, str]) -> bool:
    """Return whether a mistake was there before; each one counts once."""
    earlier[kind] -= 1
    return earlier[kind] >= 0


def _conflict(
    manifest: Path, raw: bytes, theirs: Value = None, yours: Value = None
) -> EditConflictError:
    fix = "Look at what it says now, and make the edit again."
    text = raw.decode("utf-8", "replace")
    finding = Finding(manifest.as_posix(), _CHANGED, fix)
    return EditConflictError(finding, digest(raw), text, theirs, yours)
