"""Writes a story folder out of a draft: all of it, or nothing; and reads it back to be sure.

Every text is read back as it is written (``edit.writing.scalar``), and the whole story at the end.
"""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook import output, sandbox
from platebook.edit import writing
from platebook.errors import OutputError
from platebook.importing.model import PlateDraft, SectionDraft, StoryDraft, Value
from platebook.importing.plain_text import path_text
from platebook.manifest import keys, load_story
from platebook.manifest.messages import Loc

#: The picture of a missing photograph: gray, crossed, and marked as such in its XMP.
_STAND_IN = Path(__file__).with_name("stand-in.png")
_WIDTH = 96
_ORDER = ("title", "subtitle", "standfirst", "language", "published", "publisher", "rights")
#: The texts of a plate, in the order in which they are written.
PLATE_KEYS = ("title", "caption", "alt", "description", "credit", "rights", "location", "date")


def text(draft: StoryDraft, sources: Sequence[str]) -> str:
    """Write the manifest of a draft, with a comment on its ``sources`` at the top."""
    lines = ["# yaml-language-server: $schema=story.schema.json", "#"]
    for sentence in _heading(draft, sources):
        lines += _comment(sentence, 0)
    lines.append("")
    for key in _ORDER:
        lines += _entry(key, draft.values.get(key), (), 0)
    if draft.keywords:
        lines.append("keywords:")
        for number, word in enumerate(draft.keywords):
            lines += writing.item(word, ("keywords", number), 2)
    if draft.contributors:
        people = [{"name": name, "role": role} for name, role in draft.contributors]
        lines += ["", "contributors:"]
        for number, person in enumerate(people):
            lines += writing.item(person, ("contributors", number), 2)
    parts = [_entry(key, draft.values.get(key), (), 0) for key in ("credit", "introduction")]
    parts += [
        list(_sections(draft.sections)),
        _entry("closing", draft.values.get("closing"), (), 0),
    ]
    for part in filter(None, parts):
        lines += ["", *part]
    return "\n".join(lines) + "\n"


def _sections(sections: Sequence[SectionDraft]) -> Iterator[str]:
    if len(sections) == 1 and sections[0].title is None:
        yield "plates:"
        yield from _plates(sections[0].plates, 2)
        return
    yield "sections:"
    for number, section in enumerate(sections):
        if number:
            yield ""
        place = ("sections", number)
        texts = [_entry("title", section.title, place, 4), _entry("text", section.text, place, 4)]
        yield from _item([line for lines in texts for line in lines], 4)
        yield "    plates:"
        yield from _plates(section.plates, 6)


def _plates(drafts: Sequence[PlateDraft], indent: int) -> Iterator[str]:
    """Yield the lines of a list of plates, its hyphens at ``indent``."""
    for number, plate in enumerate(drafts):
        if number:
            yield ""
        values = {"photo": Value(plate.photo), **plate.values}
        lines = [
            line
            for key in ("id", "photo", *PLATE_KEYS)
            for line in _entry(key, values.get(key), ("plates", number), indent + 2)
        ]
        for sentence in plate.comments:
            yield from _comment(sentence, indent)
        yield from _item(lines, indent + 2)


def _item(lines: Sequence[str], indent: int) -> Iterator[str]:
    """Make an item of a list of lines that are indented by ``indent``."""
    dash_written = False
    for line in lines:
        if not dash_written and not line.lstrip().startswith("#"):
            yield f"{' ' * (indent - 2)}- {line[indent:]}"
            dash_written = True
        else:
            yield line if dash_written else line[2:]


def _entry(key: str, value: Value | None, place: Loc, indent: int) -> list[str]:
    """Return the lines of a key and its text, after a comment where the text is a guess."""
    if value is None:
        return []
    place = (*place, key)
    lines = writing.entry(key, writing.expected_meaning(value.text, place), place, indent)
    return [*_comment(value.guess, indent), *lines]


def _comment(text: str, indent: int) -> list[str]:
    """Write a sentence as lines of a comment."""
    flat = " ".join("".join(map(_visible, text)).split())
    width = max(_WIDTH - indent, 20)
    lines = textwrap.wrap(flat, width, break_on_hyphens=False)
    return [f"{' ' * indent}# {line}" for line in lines]


def _visible(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


#: CPU seconds and bytes to take pictures out of archives.
_SECONDS, _MEMORY = 60.0, 900_000_000
_MOST_NOTES = 6
NAMES = ("story.schema.json", "story.yaml")
_FIX = "Name a folder that is new or empty, or one that holds a story (story.yaml)."


def check_target(folder: Path, sources: Sequence[Path]) -> None:
    """Raise OutputError for a folder that is not new, no source, and holds more than sources."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise OutputError.of(folder.as_posix(), "this is a file, not a folder", _FIX)
    ours = {source.resolve() for source in sources}
    if folder.resolve() in ours:
        return
    for entry in folder.iterdir():
        real = entry.resolve()
        is_source = real in ours or any(real in source.parents for source in ours)
        if not is_source and not entry.name.startswith("."):
            message = f"this folder is neither empty nor a story: it holds {entry.name}"
            raise OutputError.of(folder.as_posix(), message, _FIX)


def place_photographs(draft: StoryDraft, folder: Path) -> StoryDraft:
    """Let photographs that lie in the story folder already stay where they are."""
    root = folder.resolve()
    sections = tuple(
        replace(section, plates=tuple(_place(plate, root) for plate in section.plates))
        for section in draft.sections
    )
    return replace(draft, sections=sections)


def _place(plate: PlateDraft, root: Path) -> PlateDraft:
    if plate.file is None or plate.file.member:
        return plate
    real = plate.file.path.resolve()
    if not real.is_relative_to(root) or "\ufffd" in path_text(real):
        return plate
    return replace(plate, photo=real.relative_to(root).as_posix())


def _heading(draft: StoryDraft, sources: Sequence[str]) -> Iterator[str]:
    yield f"Imported from {', '.join(sources)}."
    if any(draft.guesses()):
        yield (
            "A comment stands above every text that was guessed; delete it when you have looked. "
            "Everything else is as the sources have it."
        )
    yield from draft.notes[:_MOST_NOTES]
    yield "Next: write alt for readers who cannot see a photograph, then `platebook check`."


def write(draft: StoryDraft, manifest_text: str, folder: Path) -> None:
    """Write manifest, schema and photographs into ``folder`` together.

    Photographs that are in the folder already are not touched. Raises OutputError, and
    ManifestError where what the user asked for makes no story.
    """
    new = [plate for plate in draft.plates if not _is_inside(plate, folder)]
    in_place = len(new) < len(draft.plates) or (folder / "photos").exists()
    photos = sorted({plate.photo for plate in new}) if in_place else (["photos"] if new else [])
    output.recover(folder) if folder.is_dir() else None
    with output.replace_files(folder, (*photos, *NAMES)) as scratch:
        copy(new, scratch)
        (scratch / "story.schema.json").write_text(keys.schema(), encoding="utf-8", newline="\n")
        (scratch / "story.yaml").write_text(manifest_text, encoding="utf-8", newline="\n")
        for plate in draft.plates:  # only their names are read; those that are not new stay here
            (scratch / plate.photo).parent.mkdir(parents=True, exist_ok=True)
            (scratch / plate.photo).touch()
        load_story.load(scratch)


def _is_inside(plate: PlateDraft, folder: Path) -> bool:
    return (
        plate.file is not None
        and not plate.file.member
        and plate.file.path == (folder / plate.photo).resolve()
    )


def copy(plates: Sequence[PlateDraft], folder: Path) -> None:
    """Copy the plates' photographs, and draw a stand-in for each that is missing."""
    members = []
    for plate in plates:
        target = folder / plate.photo
        target.parent.mkdir(parents=True, exist_ok=True)
        if plate.file is None:
            target.write_bytes(_STAND_IN.read_bytes())
        elif plate.file.member:
            members.append((plate.file.path, plate.file.member, target))
        else:
            shutil.copyfile(plate.file.path, target, follow_symlinks=False)
    if members:
        from platebook.importing.read import containers

        sandbox.run(
            partial(containers.extract, members),
            reads=tuple({path for path, _, _ in members}),
            writes=(folder,),
            seconds=_SECONDS,
            memory=_MEMORY,
        )
