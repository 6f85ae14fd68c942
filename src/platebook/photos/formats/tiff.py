"""TIFF 6.0 and BigTIFF: image file directories (IFDs), which EXIF is made of too, and the header.

Only requested tags are read, and none longer than ``BLOB_LIMIT`` bytes, so that the directory of
an untrusted file costs little.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from platebook.photos.formats.header import BLOB_LIMIT, Header, UnfitError
from platebook.photos.formats.jpeg import iim_of

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
    file: BinaryIO, how: IfdLayout, at: int, requested: Collection[int]
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
        if entry[0] in requested:
            value = _value(file, how, *entry[1:])
            if value is not None:
                tags[entry[0]] = value
    full = len(after) == (8 if how.big else 4)
    return tags, struct.unpack(how.order + ("Q" if how.big else "I"), after)[0] if full else 0


def first_directory(file: BinaryIO, requested: Collection[int]) -> Tags:
    """Read tags of the first directory; nothing where there is none."""
    how = layout(file)
    result = directory(file, how, how.first, requested) if how else None
    return result[0] if result else {}


def exif(block: bytes, requested: Collection[int], pointers: Collection[int] = ()) -> Tags | None:
    """Read tags of an EXIF block and of the directories that ``pointers`` lead to.

    None where the block is damaged.
    """
    file = BytesIO(block.removeprefix(b"Exif\0\0"))
    how = layout(file)
    first = directory(file, how, how.first, {*requested, *pointers}) if how else None
    if how is None or first is None:
        return None
    tags = first[0]
    for pointer in pointers:
        at = tags.pop(pointer, None)
        inner = directory(file, how, at[0], requested) if isinstance(at, tuple) and at else None
        tags |= {tag: value for tag, value in inner[0].items() if tag not in tags} if inner else {}
    return tags


def inner(block: bytes, at: int, requested: Collection[int]) -> Tags:
    """Read tags of one more directory of an EXIF block; nothing where there is none."""
    file = BytesIO(block.removeprefix(b"Exif\0\0"))
    how = layout(file)
    result = directory(file, how, at, requested) if how else None
    return result[0] if result else {}


def number(tags: Tags, tag: int, default: int) -> int:
    """Return a tag's first number."""
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


_PAGES_LIMIT = 1_000
_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION, _SAMPLES = 256, 257, 258, 262, 274, 277
_EXTRA, _SAMPLE_FORMAT, _XMP, _IIM, _PHOTOSHOP, _ICC = 338, 339, 700, 33723, 34377, 34675
_SUBFILE, _DNG, _EXIF, _C2PA = 254, 50706, 34665, 52545
_WORDS = (270, 315, 33432)
_DATE, _COMPRESSION = 36867, 259
_HEADER_TAGS = frozenset(
    (_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION, _SAMPLES, _EXTRA, _SAMPLE_FORMAT)
) | {_COMPRESSION, _XMP, _IIM, _PHOTOSHOP, _ICC, _SUBFILE, _DNG, _EXIF, _C2PA, *_WORDS}
#: Compressions that the decoder does not read, by the number of their tag.
_UNREAD = {
    **dict.fromkeys((33003, 33005, 34712), "JPEG 2000"),
    34887: "LERC",
    34925: "LZMA",
    50000: "ZSTD",
    50001: "WebP",
    **dict.fromkeys((50002, 52546), "JPEG XL"),
}
_RAW_PHOTOMETRIC = (32803, 34892)
_LAB_PHOTOMETRIC = (8, 9, 10)
_YCBCR, _JPEG = 6, 7
_MODES = {0: "L", 1: "L", 2: "RGB", 3: "P", 5: "CMYK", 6: "RGB"}
_COLOURS = {"L": 1, "P": 1, "RGB": 3, "CMYK": 4}


def read(file: BinaryIO) -> Header:
    """Read the header of a TIFF. Raises UnfitError for raw files and what no decoder shows."""
    how = layout(file)
    first = directory(file, how, how.first, _HEADER_TAGS) if how else None
    if how is None or first is None:
        raise UnfitError("is cut off before its picture begins", "Copy the file again.")
    tags, following = first
    _check(tags)
    mode = _MODES[number(tags, _PHOTOMETRIC, 1)]
    depth = number(tags, _BITS, 1)
    alpha = number(tags, _SAMPLES, 1) > _COLOURS[mode] and number(tags, _EXTRA, 0) in (1, 2)
    turn = number(tags, _ORIENTATION, 1)
    return Header(
        "TIFF",
        (number(tags, _WIDTH, 0), number(tags, _HEIGHT, 0)),
        "1" if (mode, depth) == ("L", 1) else mode + "A" * (alpha and mode in ("L", "RGB")),
        depth=depth,
        orientation=turn if 1 <= turn <= 8 else 1,
        frames=1 + _further_pages(file, how, following),
        profile=_blob(tags, _ICC),
        words=_words(file, how, tags),
        xmp=tuple(filter(None, (_blob(tags, _XMP),))),
        iim=_iim(how, tags),
        remarks=("C2PA",) if _C2PA in tags else (),
    )


def _check(tags: Tags) -> None:
    photometric = number(tags, _PHOTOMETRIC, 1)
    if _DNG in tags or photometric in _RAW_PHOTOMETRIC:
        fix = "Develop it in a raw converter and export it as a JPEG or TIFF."
        raise UnfitError("is a camera's raw file, which is not a finished photograph yet", fix)
    if number(tags, _SUBFILE, 0) & 1:
        fix = "Develop a raw file first; of any other, save the photograph alone as a TIFF or JPEG."
        raise UnfitError("begins with a small preview, as cameras' raw files do", fix)
    if photometric in _LAB_PHOTOMETRIC:
        raise UnfitError("is in Lab colours", "Convert it to RGB and save it with its profile.")
    size = (number(tags, _WIDTH, 0), number(tags, _HEIGHT, 0))
    if photometric not in _MODES or min(size) < 1:
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")
    if compression := _UNREAD.get(number(tags, _COMPRESSION, 1)):
        message = f"is a TIFF with {compression} compression, which is not read here"
        raise UnfitError(message, "Save it with ZIP (Deflate) or LZW compression.")
    if photometric == _YCBCR and number(tags, _COMPRESSION, 1) != _JPEG:
        message = "is a TIFF in YCbCr without JPEG compression, whose colours are not read here"
        raise UnfitError(message, "Save it in RGB.")
    if number(tags, _SAMPLE_FORMAT, 1) != 1 or number(tags, _BITS, 1) not in (1, 2, 4, 8, 16):
        message = "is a TIFF with floating-point or unusually deep pixels"
        raise UnfitError(message, "Save it with 8 or 16 bits a channel.")


def _further_pages(file: BinaryIO, how: IfdLayout, at: int) -> int:
    """Count the pages after the first; smaller copies of it are none."""
    pages, visited = 0, set[int]()
    while at and at not in visited and len(visited) < _PAGES_LIMIT:
        visited.add(at)
        result = directory(file, how, at, (_SUBFILE,))
        if result is None:
            break
        pages += not number(result[0], _SUBFILE, 0) & 1
        at = result[1]
    return pages


def _words(file: BinaryIO, how: IfdLayout, tags: Tags) -> Tags:
    """Return the texts that EXIF shares with TIFF, and the date from its own directory."""
    words = {tag: tags[tag] for tag in _WORDS if tag in tags}
    at = number(tags, _EXIF, 0)
    result = directory(file, how, at, (_DATE,)) if at else None
    return words | (result[0] if result else {})


def _blob(tags: Tags, tag: int) -> bytes | None:
    value = tags.get(tag)
    return value if isinstance(value, bytes) else None


def _iim(how: IfdLayout, tags: Tags) -> bytes | None:
    """Return IPTC-IIM: bytes as specified, or 32-bit numbers as some programs write them."""
    value = tags.get(_IIM)
    if isinstance(value, tuple):
        return b"".join(struct.pack(f"{how.order}I", part & 0xFFFFFFFF) for part in value)
    resources = _blob(tags, _PHOTOSHOP)
    return value or (iim_of(resources) if resources else None)
