"""TIFF, as its first directory of tags (TIFF 6.0): size, channels, profile, metadata, pages.

A camera's raw file is a TIFF as well, with a thumbnail where the photograph should be.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from platebook.photos.formats.header import Header, UnfitError
from platebook.photos.formats.ifd import IfdLayout, Tags, directory, layout, number
from platebook.photos.formats.jpeg import iim_of

_PAGES_LIMIT = 1_000
_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION, _SAMPLES = 256, 257, 258, 262, 274, 277
_EXTRA, _SAMPLE_FORMAT, _XMP, _IIM, _PHOTOSHOP, _ICC = 338, 339, 700, 33723, 34377, 34675
_SUBFILE, _DNG, _EXIF, _C2PA = 254, 50706, 34665, 52545
_WORDS = (270, 315, 33432)
_DATE = 36867
_WANTED = frozenset(
    (_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION, _SAMPLES, _EXTRA, _SAMPLE_FORMAT)
) | {_XMP, _IIM, _PHOTOSHOP, _ICC, _SUBFILE, _DNG, _EXIF, _C2PA, *_WORDS}
_RAW_PHOTOMETRIC = (32803, 34892)
_LAB_PHOTOMETRIC = (8, 9, 10)
_MODES = {0: "L", 1: "L", 2: "RGB", 3: "P", 5: "CMYK", 6: "RGB"}
_COLOURS = {"L": 1, "P": 1, "RGB": 3, "CMYK": 4}


def read(file: BinaryIO) -> Header:
    """Read the header of a TIFF. Raises UnfitError for raw files and what no decoder shows."""
    how = layout(file)
    found = directory(file, how, how.first, _WANTED) if how else None
    if how is None or found is None:
        raise UnfitError("is cut off before its picture begins", "Copy the file again.")
    tags, following = found
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
    raw = photometric in _RAW_PHOTOMETRIC or number(tags, _SUBFILE, 0) & 1
    if _DNG in tags or raw:
        raise UnfitError(
            "is a camera's raw file, which is not a finished photograph yet",
            "Develop it in a raw converter and export it as a JPEG or TIFF.",
        )
    if photometric in _LAB_PHOTOMETRIC:
        raise UnfitError("is in Lab colours", "Convert it to RGB and save it with its profile.")
    size = (number(tags, _WIDTH, 0), number(tags, _HEIGHT, 0))
    if photometric not in _MODES or min(size) < 1:
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")
    if number(tags, _SAMPLE_FORMAT, 1) != 1 or number(tags, _BITS, 1) not in (1, 2, 4, 8, 16):
        raise UnfitError(
            "is a TIFF with floating-point or unusually deep pixels",
            "Save it with 8 or 16 bits a channel.",
        )


def _further_pages(file: BinaryIO, how: IfdLayout, at: int) -> int:
    """Count the pages after the first; smaller copies of it are none."""
    pages, seen = 0, set[int]()
    while at and at not in seen and len(seen) < _PAGES_LIMIT:
        seen.add(at)
        found = directory(file, how, at, (_SUBFILE,))
        if found is None:
            break
        pages += not number(found[0], _SUBFILE, 0) & 1
        at = found[1]
    return pages


def _words(file: BinaryIO, how: IfdLayout, tags: Tags) -> Tags:
    """Give the texts that EXIF shares with TIFF, and the date from its own directory."""
    words = {tag: tags[tag] for tag in _WORDS if tag in tags}
    at = number(tags, _EXIF, 0)
    found = directory(file, how, at, (_DATE,)) if at else None
    return words | (found[0] if found else {})


def _blob(tags: Tags, tag: int) -> bytes | None:
    value = tags.get(tag)
    return value if isinstance(value, bytes) else None


def _iim(how: IfdLayout, tags: Tags) -> bytes | None:
    """Take IPTC-IIM: bytes as they should be, or 32-bit numbers as some programs write them."""
    value = tags.get(_IIM)
    if isinstance(value, tuple):
        return b"".join(struct.pack(f"{how.order}I", part & 0xFFFFFFFF) for part in value)
    resources = _blob(tags, _PHOTOSHOP)
    return value or (iim_of(resources) if resources else None)
