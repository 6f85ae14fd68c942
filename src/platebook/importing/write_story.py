"""Writes a story folder out of a draft: all of it, or nothing; and reads it back to be sure."""

from __future__ import annotations

import os
import re
import shutil
import struct
import textwrap
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from platebook import manifest, output, sandbox
from platebook.errors import OutputError
from platebook.importing.model import PlateDraft, SectionDraft, StoryDraft, Value
from platebook.importing.text import path_text
from platebook.manifest.quoting import as_yaml, curly
from platebook.photos import STAND_IN
from platebook.story import Story

_WIDTH = 98
#: What cannot stand without quotes: YAML would see a key, a comment or a mark in it.
_UNSAFE = re.compile(r":(?:\s|$)|\s#|[\t\n]|^[\W\d_]")
_OTHER_THAN_TEXT = re.compile(r"(?:y|n|yes|no|true|false|on|off|null|nan|inf)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
#: What would begin a list, quotation or heading in Markdown where a folded line begins with it.
_BLOCK_MARK = re.compile(r"(?:[-*+>]|\d+[.)]|#{1,6})(?:\s|$)|[|>#&*!%@`\"']|- ")
_ORDER = (
    *("title", "subtitle", "standfirst", "language", "slug", "published", "publisher", "rights"),
)
_PLATE_ORDER = (
    *("title", "caption", "alt", "decorative", "description", "credit", "rights", "location"),
    "date",
)
_BLOCKS = frozenset({"introduction", "closing", "text"})


def write_yaml(draft: StoryDraft, heading: Sequence[str]) -> str:
    """Write the whole manifest; ``heading`` are sentences for the comment at its top."""
    lines = ["# yaml-language-server: $schema=story.schema.json", "#"]
    for sentence in heading:
        lines += comment(sentence, "")
    lines.append("")
    for key in _ORDER:
        if key in draft.values:
            lines += entry(key, draft.values[key], "")
    lines += _lists(draft)
    if "credit" in draft.values:
        lines += ["", *entry("credit", draft.values["credit"], "")]
    if "introduction" in draft.values:
        lines += ["", *entry("introduction", draft.values["introduction"], "")]
    lines += ["", *_sections(draft.sections)]
    if "closing" in draft.values:
        lines += ["", *entry("closing", draft.values["closing"], "")]
    if draft.links:
        lines += ["", "links:"]
        lines += [
            f"  - {{label: {as_yaml(label)}, url: {as_yaml(url)}}}" for label, url in draft.links
        ]
    return "\n".join(lines) + "\n"


def _lists(draft: StoryDraft) -> Iterator[str]:
    if draft.keywords:
        yield "keywords:"
        yield from (f"  - {_scalar(word)}" for word in draft.keywords)
    if draft.contributors:
        yield ""
        yield "contributors:"
        for name, role in draft.contributors:
            yield f"  - name: {_scalar(name)}"
            yield f"    role: {role}"


def _sections(sections: Sequence[SectionDraft]) -> Iterator[str]:
    if len(sections) == 1 and sections[0].title is None:
        yield "plates:"
        yield from plates(sections[0].plates, "  ")
        return
    yield "sections:"
    for number, section in enumerate(sections):
        if number:
            yield ""
        first = True
        for key, value in (("title", section.title), ("text", section.text)):
            if value is not None:
                yield from (
                    item(list(entry(key, value, "    ")), "    ")
                    if first
                    else entry(key, value, "    ")
                )
                first = False
        yield "    plates:"
        yield from plates(section.plates, "      ")


def plates(drafts: Sequence[PlateDraft], indent: str) -> Iterator[str]:
    """Give the lines of a list of plates, its hyphens at ``indent``."""
    for number, plate in enumerate(drafts):
        if number:
            yield ""
        yield from plate_item(plate, indent)


def plate_item(plate: PlateDraft, indent: str) -> Iterator[str]:
    """Give the lines of one plate as an item of a list."""
    inner = f"{indent}  "
    lines: list[str] = []
    if "id" in plate.values:
        lines += entry("id", plate.values["id"], inner)
    lines += entry("photo", Value(plate.photo), inner)
    for key in _PLATE_ORDER:
        if key in plate.values:
            lines += entry(key, plate.values[key], inner)
    for sentence in plate.comments:
        yield from comment(sentence, indent)
    yield from item(lines, inner)


def item(lines: Sequence[str], indent: str) -> Iterator[str]:
    """Make an item of a list of lines that are indented by ``indent``."""
    begun = False
    for line in lines:
        if not begun and not line.lstrip().startswith("#"):
            yield f"{indent[:-2]}- {line[len(indent) :]}"
            begun = True
        elif not begun:
            yield line[2:] if line.startswith("  ") else line
        else:
            yield line


def entry(key: str, value: Value, indent: str) -> Iterator[str]:
    """Give the lines of a key and its text, after a comment where the text is a guess."""
    if value.guess:
        yield from comment(value.guess, indent)
    if "\n" in value.text or key in _BLOCKS:
        yield f"{indent}{key}: |"
        for line in value.text.split("\n"):
            yield f"{indent}  {line.rstrip()}" if line.strip() else ""
        return
    written = _scalar(value.text)
    if len(indent) + len(key) + len(written) + 2 <= _WIDTH or " " not in value.text:
        yield f"{indent}{key}: {written}"
    elif folded := fold(value.text, _WIDTH - len(indent) - 2):
        yield f"{indent}{key}: >-"
        yield from (f"{indent}  {line}" for line in folded)
    else:
        yield f"{indent}{key}: {as_yaml(value.text)}"


def comment(text: str, indent: str) -> list[str]:
    """Write a sentence as lines of a comment."""
    flat = " ".join("".join(map(_visible, text)).split())
    width = max(_WIDTH - len(indent) - 2, 20)
    return [f"{indent}# {line}" for line in textwrap.wrap(flat, width, break_on_hyphens=False)]


def _visible(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


def _scalar(text: str) -> str:
    """Write a text of one line."""
    if _DATE.fullmatch(text):
        return text
    plain = not _UNSAFE.search(text) and not _OTHER_THAN_TEXT.fullmatch(text) and not curly(text)
    return text if plain and text == text.strip() and "  " not in text else as_yaml(text)


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines that YAML folds into the same text; empty where it cannot be.

    No line begins with what Markdown or YAML would take for a mark, and none breaks between two
    characters that are written without spaces.
    """
    if "  " in text or text != text.strip() or _BLOCK_MARK.match(text):
        return []
    lines = [""]
    for word in text.split(" "):
        line = lines[-1]
        room = len(line) + len(word) < width
        unsafe = bool(line) and (_BLOCK_MARK.match(word) or _wide(line[-1]) or line[-1] == "\\")
        if not line or room or unsafe:
            lines[-1] = f"{line} {word}" if line else word
        else:
            lines.append(word)
    return lines


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def texts(draft: StoryDraft) -> Mapping[str, str]:
    """Give every text of a draft by its place, to compare with what is read back."""
    found = {key: value.text for key, value in draft.values.items()}
    for number, section in enumerate(draft.sections):
        if section.title:
            found[f"sections.{number}.title"] = section.title.text
        if section.text:
            found[f"sections.{number}.text"] = section.text.text
    for number, plate in enumerate(draft.plates):
        found |= {f"plates.{number}.{key}": value.text for key, value in plate.values.items()}
        found[f"plates.{number}.photo"] = plate.photo
    return found


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
        if (
            entry.name.startswith(".")
            or real in ours
            or any(real in source.parents for source in ours)
        ):
            continue
        message = f"this folder is neither empty nor a story: it holds {entry.name}"
        raise OutputError.of(folder.as_posix(), message, _FIX)


def placed(draft: StoryDraft, folder: Path) -> StoryDraft:
    """Let photographs that lie in the story folder already stay where they are."""
    root = folder.resolve()
    sections = tuple(
        replace(section, plates=tuple(_placed(plate, root) for plate in section.plates))
        for section in draft.sections
    )
    return replace(draft, sections=sections)


def _placed(plate: PlateDraft, root: Path) -> PlateDraft:
    if plate.file is None or plate.file.member:
        return plate
    real = plate.file.path.resolve()
    if not real.is_relative_to(root) or "\ufffd" in path_text(real):
        return plate
    return replace(plate, photo=real.relative_to(root).as_posix())


def text(draft: StoryDraft, sources: Sequence[str]) -> str:
    """Write the manifest of a draft."""
    return write_yaml(draft, list(_heading(draft, sources)))


def _heading(draft: StoryDraft, sources: Sequence[str]) -> Iterator[str]:
    yield f"Imported from {', '.join(sources)}."
    count = sum(1 for _ in draft.guesses())
    if count:
        yield (
            "A comment stands above every text that was guessed; delete it when you have looked. "
            "Everything else is as the sources have it."
        )
    yield from draft.notes[:_MOST_NOTES]
    yield "Next: write alt for readers who cannot see a photograph, then `platebook check`."


def write(draft: StoryDraft, manifest_text: str, folder: Path) -> None:
    """Write manifest, schema and photographs into ``folder`` together. Raises OutputError.

    Photographs that are in the folder already are not touched.
    """
    new = [plate for plate in draft.plates if not _is_inside(plate, folder)]
    in_place = len(new) < len(draft.plates) or (folder / "photos").exists()
    photos = sorted({plate.photo for plate in new}) if in_place else (["photos"] if new else [])
    output.recover(folder) if folder.is_dir() else None
    with output.replacing(folder, (*photos, *NAMES)) as scratch:
        copy(new, scratch)
        (scratch / "story.schema.json").write_text(
            manifest.schema(), encoding="utf-8", newline="\n"
        )
        (scratch / "story.yaml").write_text(manifest_text, encoding="utf-8", newline="\n")
        for plate in draft.plates:  # only their names are read; those that are not new stay here
            (scratch / plate.photo).parent.mkdir(parents=True, exist_ok=True)
            (scratch / plate.photo).touch()
        compare(draft, manifest.load(scratch))


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
            target.write_bytes(stand_in())
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


def compare(draft: StoryDraft, story: Story) -> None:
    """Make sure that what was written reads as what was meant. Raises AssertionError."""
    for place, meant in texts(draft).items():
        parts = place.split(".")
        value: object = story
        if parts[0] in ("plates", "sections") and len(parts) == 3:
            value = getattr(story, parts[0])[int(parts[1])]
        read = getattr(value, parts[-1])
        assert str(read or "").strip() == meant.strip(), f"{place}: {meant!r} was read as {read!r}"  # noqa: S101


def stand_in(size: tuple[int, int] = (1500, 1000)) -> bytes:
    """Draw the stand-in of a missing photograph: gray, crossed, and marked as such in its XMP."""
    width, height = size
    rows = bytearray()
    for y in range(height):
        row = bytearray(b"\xd8" * width)
        x = y * (width - 1) // (height - 1)
        for at in (x, width - 1 - x):
            row[max(at - 3, 0) : at + 3] = b"\x80" * (min(at + 3, width) - max(at - 3, 0))
        rows += b"\0" + row
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f"<photoshop:Instructions>{STAND_IN}</photoshop:Instructions></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp),
            _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
