"""Copies a JPEG with its scan untouched and nothing in it but the picture and its rights.

ITU-T T.81 Annex B: a scan runs to the first marker that is neither a stuffed zero nor a restart.
"""

from __future__ import annotations

import re
import struct

from platebook.photos.formats.jpeg import EOI, FRAMES, LONE, SOS, XMP

#: The longest XMP packet that a segment holds, in bytes.
XMP_LIMIT = 65_533 - len(XMP)
#: What the rights of a photograph add to its file at the most, in bytes.
RIGHTS_LIMIT = XMP_LIMIT + len(XMP) + 4
#: Version 1.02, square pixels, no thumbnail: the one APP0 that we write.
_JFIF = b"\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0"
_START, _END = b"\xff\xd8" + _JFIF, b"\xff\xd9"
#: Segments that a picture is made of: tables (DHT, DQT, DRI) and frame. All others may say
#: anything, those without a name too.
_PICTURE = FRAMES | {0xC4, 0xDB, 0xDD}
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def signed(picture: bytes, xmp: bytes) -> bytes:
    """Give a JPEG that ``dressed`` made its rights: ``xmp`` stands after the first segment."""
    if not picture.startswith(_START):
        raise ValueError("no JPEG of ours")
    return b"".join((_START, _rights(xmp), memoryview(picture)[len(_START) :]))


def dressed(picture: bytes, *, coded_here: bool = False) -> bytes | None:
    """Copy a baseline JPEG with its scan untouched and no metadata.

    Every application segment, comment and whatever follows the picture (thumbnails, films,
    makers' trailers) stays behind. None where it is not one scan from start to end; one that was
    ``coded_here`` is known to be.
    """
    head: list[bytes | memoryview] = [_START]
    at = 2
    while picture[at : at + 1] == b"\xff":
        marker = picture[at + 1]
        if marker == 0xFF or marker in LONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == SOS:
            trusted = coded_here and picture.endswith(_END)
            end = len(picture) - 2 if trusted else _end_of_scan(picture, at + 2 + length)
            return b"".join((*head, memoryview(picture)[at:end], _END)) if end else None
        if marker in _PICTURE:
            head.append(picture[at : at + 2 + length])
        at += 2 + length
    return None


def _rights(xmp: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(XMP + xmp) + 2) + XMP + xmp


def _end_of_scan(picture: bytes, start: int) -> int | None:
    """Find where the only scan ends, which begins at ``start``; None where another follows."""
    # Counting is ten times faster than searching, and settles nearly every file: but for the
    # last marker each 0xFF of a scan is stuffed, so nothing can stand between scan and end.
    stuffed = picture.count(b"\xff\0", start)
    if picture.endswith(_END) and picture.count(b"\xff", start) == stuffed + 1:
        return len(picture) - 2
    end = _AFTER_SCAN.search(picture, start)
    return end.start() if end and picture[end.end() - 1] == EOI else None


def quantisation(picture: bytes) -> bytes:
    """Give the first quantisation table of a JPEG of ours, that of light (ITU-T T.81, B.2.4.1)."""
    at = 2
    while picture[at + 1] != 0xDB:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return picture[at + 4 : at + 4 + 65]


def size_of(picture: bytes) -> tuple[int, int]:
    """Read the size of a JPEG of ours, px wide × high."""
    at = 2
    while picture[at + 1] not in FRAMES:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    height, width = struct.unpack(">HH", picture[at + 5 : at + 9])
    return width, height
