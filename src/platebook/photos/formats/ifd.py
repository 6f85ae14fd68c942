"""Directories of tags as TIFF 6.0 § 2 and BigTIFF lay them out; EXIF is the same thing.

Only tags that somebody asks for are read, and none beyond ``BLOB_LIMIT`` bytes, so a stranger's
table of contents costs nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from platebook.photos.formats.header import BLOB_LIMIT

#: Numbers and bytes by tag; a text is bytes, since nothing says in which encoding it is.
Tags = dict[int, tuple[int, ...] | bytes]
_BYTES = {1: 1, 2: 1, 6: 1, 7: 1}
_NUMBERS = {3: "H", 4: "I", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_ENTRIES_LIMIT = 4_096
#: No file that is read is this long (bytes); a 64-bit offset beyond it is nonsense.
_FAR = 1 << 40


@dataclass(frozen=True, slots=True)
class IfdLayout:
    """How a file writes its numbers: byte order, and whether offsets have 64 bits."""

    order: str
    big: bool
    first: int


def layout(file: BinaryIO) -> IfdLayout | None:
    """Read the file's head; None where it is no TIFF."""
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return None
    magic, first = struct.unpack(f"{order}HI", head[2:8])
    if magic == 43 and len(head) == 16:
        return IfdLayout(order, True, struct.unpack(f"{order}Q", head[8:])[0])
    return IfdLayout(order, False, first) if magic == 42 else None


def directory(
    file: BinaryIO, how: IfdLayout, at: int, wanted: Collection[int]
) -> tuple[Tags, int] | None:
    """Read the wanted tags of the directory at ``at``, and where the next one begins (0: none).

    None where the file ends before the directory does.
    """
    count_code, entry_code, size = ("Q", "HHQ8s", 20) if how.big else ("H", "HHI4s", 12)
    file.seek(min(at, _FAR))
    head = file.read(struct.calcsize("=" + count_code))
    if len(head) < struct.calcsize("=" + count_code):
        return None
    count = struct.unpack(how.order + count_code, head)[0]
    table = file.read(size * count) if count <= _ENTRIES_LIMIT else b""
    if len(table) < size * count or not count:
        return None
    after = file.read(8 if how.big else 4)
    tags: Tags = {}
    for entry in struct.iter_unpack(how.order + entry_code, table):
        if entry[0] in wanted:
            value = _value(file, how, *entry[1:])
            if value is not None:
                tags[entry[0]] = value
    full = len(after) == (8 if how.big else 4)
    return tags, struct.unpack(how.order + ("Q" if how.big else "I"), after)[0] if full else 0


def exif(block: bytes, wanted: Collection[int], pointers: Collection[int] = ()) -> Tags | None:
    """Read tags of an EXIF block and of the directories that ``pointers`` lead to.

    None where the block is damaged.
    """
    file = BytesIO(block.removeprefix(b"Exif\0\0"))
    how = layout(file)
    found = directory(file, how, how.first, {*wanted, *pointers}) if how else None
    if how is None or found is None:
        return None
    tags = found[0]
    for pointer in pointers:
        at = tags.pop(pointer, None)
        inner = directory(file, how, at[0], wanted) if isinstance(at, tuple) and at else None
        tags |= {tag: value for tag, value in inner[0].items() if tag not in tags} if inner else {}
    return tags


def inner(block: bytes, at: int, wanted: Collection[int]) -> Tags:
    """Read tags of one more directory of an EXIF block; nothing where there is none."""
    file = BytesIO(block.removeprefix(b"Exif\0\0"))
    how = layout(file)
    found = directory(file, how, at, wanted) if how else None
    return found[0] if found else {}


def number(tags: Tags, tag: int, default: int) -> int:
    """Give a tag's first number."""
    value = tags.get(tag)
    return value[0] if isinstance(value, tuple) and value else default


def _value(
    file: BinaryIO, how: IfdLayout, kind: int, count: int, inline: bytes
) -> tuple[int, ...] | bytes | None:
    code = _NUMBERS.get(kind)
    width = _BYTES.get(kind) or (struct.calcsize("=" + code) if code else 0)
    length = width * count
    if not width or length > BLOB_LIMIT:
        return None
    if length <= len(inline):
        content = inline[:length]
    else:
        at = struct.unpack(how.order + ("Q" if how.big else "I"), inline)[0]
        file.seek(min(at, _FAR))
        content = file.read(length)
    if len(content) < length:
        return None
    return struct.unpack(f"{how.order}{count}{code}", content) if code else content
