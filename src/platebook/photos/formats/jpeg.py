"""JPEG segments: reads headers and metadata; copies an image without metadata, or with its rights.

ITU-T T.81 (marker segments; Annex B: a scan runs to the first marker that is neither a stuffed
zero nor a restart), JFIF 1.02 and Adobe's APP14 (meaning of the components), XMP part 3 § 1.1.3
(XMP and its extension in APP1).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from platebook.photos.formats.header import BLOB_LIMIT, Header, UnfitError

EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
#: The number of the resource that holds IPTC-IIM.
_IIM = 0x0404
ICC, PHOTOSHOP, ADOBE = b"ICC_PROFILE\0", b"Photoshop 3.0\0", b"Adobe"
#: Segments before the picture, and stray bytes before one and before all, that are passed over:
#: many times what metadata take, and few enough to give up in good time.
SEGMENTS_LIMIT, _STRAY_LIMIT, _STRAYS_LIMIT = 20_000, 65_536, 262_144
EOI, SOS = 0xD9, 0xDA
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
HUFFMAN_PROGRESSIVE = 0xC2
_BASELINE, _DECODABLE = 0xC0, {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
PROGRESSIVE = {HUFFMAN_PROGRESSIVE, 0xCA}
LONE = {0x01, *range(0xD0, 0xD8)}
_USUAL_SAMPLING = {b"\x11\x11\x11", b"\x21\x11\x11", b"\x12\x11\x11", b"\x22\x11\x11"}


@dataclass(slots=True)
class _Collected:
    """What one walk over the segments collects."""

    frame: tuple[int, bytes] | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    extension: dict[int, bytes] = field(default_factory=dict)
    icc: dict[int, bytes] = field(default_factory=dict)
    photoshop: bytes = b""
    adobe: int | None = None
    jfif: bool = False
    c2pa: bool = False


def read(file: BinaryIO) -> Header:
    """Read the header of a JPEG. Raises UnfitError for what no decoder of ours can show."""
    segments = _Collected()
    total = 0
    for marker, payload in _segments(file):
        total += len(payload)
        if total > BLOB_LIMIT:
            break
        _note(segments, marker, payload)
    if segments.frame is None:  # more metadata than is read stands before it
        for marker, payload in _segments(file, frozenset(FRAMES)):
            _note(segments, marker, payload)
    if segments.frame is None:
        raise UnfitError("is cut off before its picture begins", "Copy the file again.")
    marker, frame = segments.frame
    depth, height, width, count = struct.unpack(">BHHB", frame[:6])
    _check_frame(marker, depth, (width, height), count)
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[count]
    ycc = count == 1 or (count == 3 and _is_ycc(segments, frame))
    plain = ycc and (count == 1 or frame[7::3][:3] in _USUAL_SAMPLING)
    return Header(
        "JPEG",
        (width, height),
        mode,
        profile=b"".join(segments.icc[number] for number in sorted(segments.icc)) or None,
        baseline=marker == _BASELINE and depth == 8 and plain,
        exif=segments.exif,
        xmp=tuple(filter(None, (segments.xmp, _join(segments.extension)))),
        iim=iim_of(segments.photoshop),
        remarks=("C2PA",) if segments.c2pa else (),
    )


def is_progressive(file: BinaryIO) -> bool:
    """Return whether a JPEG is coded coarse first and fine later; false where it has no frame."""
    return next(_segments(file, frozenset(FRAMES)), (0, b""))[0] in PROGRESSIVE


def _segments(file: BinaryIO, markers: frozenset[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield marker and payload of segments up to the first scan, of ``markers`` if given."""
    file.seek(2)
    strays = 0
    for _ in range(SEGMENTS_LIMIT):
        start = file.tell()
        marker = _marker(file)
        strays += file.tell() - start - 2
        if marker in (None, SOS, EOI) or strays > _STRAYS_LIMIT:
            return
        if marker in LONE:
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        if length < 0:
            return
        if marker in FRAMES or (markers is None and 0xE0 <= marker <= 0xEE):
            yield marker, file.read(length)
        else:
            file.seek(length, 1)


def first_scan(file: BinaryIO) -> tuple[int, int]:
    """Return where the header of the first scan begins, and the marker of its frame."""
    frame = 0
    for marker, _ in _segments(file, frozenset(FRAMES)):
        frame = frame or marker
    return file.tell(), frame


def _marker(file: BinaryIO) -> int | None:
    """Read up to the next marker, over stray bytes as every decoder does; None at the end."""
    for _ in range(_STRAY_LIMIT):
        byte = file.read(1)
        if byte != b"\xff":
            if not byte:
                return None
            continue
        while byte == b"\xff":
            byte = file.read(1)
        if byte and byte != b"\0":
            return byte[0]
    return None


def remove_stray_bytes(photo: bytes) -> bytes:
    """Copy a JPEG without what stands between the segments before its first scan."""
    parts, at = [photo[:2]], 2
    while (at := photo.find(b"\xff", at)) >= 0 and at + 4 <= len(photo):
        marker = photo[at + 1]
        length = 2 + int.from_bytes(photo[at + 2 : at + 4], "big")
        if marker in (0x00, 0xFF):
            at += 1
        elif marker in (SOS, EOI) or length < 4:
            return b"".join((*parts, photo[at:]))
        elif marker in LONE:
            at += 2
        else:
            parts.append(photo[at : at + length])
            at += length
    return photo


def _note(segments: _Collected, marker: int, payload: bytes) -> None:
    if marker in FRAMES and len(payload) >= 6:
        segments.frame = segments.frame or (marker, payload)
    elif marker == 0xE0 and payload.startswith(b"JFIF\0"):
        segments.jfif = True
    elif marker == 0xE1:
        _note_app1(segments, payload)
    elif marker == 0xE2 and payload.startswith(ICC) and len(payload) > 14:
        segments.icc[payload[12]] = payload[14:]
    elif marker == 0xEB and b"jumb" in payload[:16] and b"c2pa" in payload[:128]:
        segments.c2pa = True
    elif marker == 0xED and payload.startswith(PHOTOSHOP):
        segments.photoshop += payload[len(PHOTOSHOP) :]
    elif marker == 0xEE and payload.startswith(ADOBE) and len(payload) >= 12:
        segments.adobe = payload[11]


def _note_app1(segments: _Collected, payload: bytes) -> None:
    if payload.startswith(EXIF):
        segments.exif = segments.exif or payload
    elif payload.startswith(XMP):
        segments.xmp = segments.xmp or payload[len(XMP) :]
    elif payload.startswith(EXTENDED) and len(payload) > len(EXTENDED) + 40:
        guid, rest = payload[len(EXTENDED) :][:32], payload[len(EXTENDED) + 36 :]
        if segments.xmp and guid in segments.xmp:
            segments.extension[int.from_bytes(rest[:4], "big")] = rest[4:]


def _join(parts: dict[int, bytes]) -> bytes | None:
    """Join extended XMP; None where a part is missing."""
    whole = b""
    for offset in sorted(parts):
        if offset != len(whole):
            return None
        whole += parts[offset]
    return whole or None


def iim_of(resources: bytes) -> bytes | None:
    """Return the IPTC-IIM record of Photoshop's resources: 8BIM, id, Pascal name, length, bytes."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        number = int.from_bytes(resources[at + 4 : at + 6], "big")
        name = resources[at + 6] + 1
        at += 6 + name + name % 2
        length = int.from_bytes(resources[at : at + 4], "big")
        if number == _IIM:
            return resources[at + 4 : at + 4 + length]
        at += 4 + length + length % 2
    return None


def _is_ycc(segments: _Collected, frame: bytes) -> bool:
    """Return whether the channels are Y′CbCr, not RGB: by JFIF, else APP14, else their names."""
    if segments.jfif:
        return True
    if segments.adobe is not None:
        return segments.adobe == 1
    return frame[6::3][:3] != b"RGB"


def _check_frame(marker: int, depth: int, size: tuple[int, int], count: int) -> None:
    if marker not in _DECODABLE or depth != 8:
        kind = "lossless" if marker in (0xC3, 0xC7, 0xCB, 0xCF) else f"{depth}-bit"
        fix = "Save it as an ordinary 8-bit JPEG, or as a 16-bit TIFF to keep every tone."
        raise UnfitError(f"is a {kind} JPEG of a kind that readers do not show", fix)
    if 0 in size or count not in (1, 3, 4):
        raise UnfitError("has a header that makes no sense", "Export the photograph again.")


#: The longest XMP packet that a segment holds, in bytes.
XMP_LIMIT = 65_533 - len(XMP)
#: What the rights of a photograph add to its file at the most, in bytes.
RIGHTS_LIMIT = XMP_LIMIT + len(XMP) + 4
#: Version 1.02, square pixels, no thumbnail: the one APP0 that we write.
_JFIF = b"\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0"
_START, _END = b"\xff\xd8" + _JFIF, b"\xff\xd9"
#: Segments that a picture is made of: tables (DHT, DQT, DRI) and frame. All others may say
#: anything, those without a name too.
_HUFFMAN, _QUANTISATION, _INTERVAL = 0xC4, 0xDB, 0xDD
_PICTURE = FRAMES | {_HUFFMAN, _QUANTISATION, _INTERVAL}
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff]")
_AFTER_RESTARTS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def add_xmp(picture: bytes, xmp: bytes) -> bytes:
    """Insert the XMP packet ``xmp`` into a JPEG that ``strip_metadata`` returned."""
    if not picture.startswith(_START):
        raise ValueError("no JPEG of ours")
    head = _START + b"\xff\xe1" + struct.pack(">H", len(XMP + xmp) + 2) + XMP
    return b"".join((head, xmp, memoryview(picture)[len(_START) :]))


def strip_metadata(picture: bytes, *, coded_here: bool = False) -> bytes | None:
    """Copy a baseline JPEG with its scan untouched and no metadata.

    Every application segment, comment and whatever follows the picture (thumbnails, films,
    makers' trailers) stays behind. None where it is not one scan from start to end, or holds what
    is not shown: tables that the scan does not use, or bytes behind a restart that is none. One
    that was ``coded_here`` is known to be whole and plain.
    """
    head: list[bytes | memoryview] = [_START]
    table_uses, defined = list[tuple[int, int]](), list[tuple[int, int]]()
    at, after = 2, _AFTER_SCAN
    while picture[at : at + 1] == b"\xff":
        marker = picture[at + 1]
        if marker == 0xFF or marker in LONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        payload = picture[at + 4 : at + 2 + length]
        after = _AFTER_RESTARTS if marker == _INTERVAL else after
        if marker in FRAMES:
            table_uses += [(_QUANTISATION, table) for table in set(payload[8::3])]
        defined += _tables(marker, payload)
        if marker == SOS:
            coders = payload[2 : 1 + 2 * payload[0] : 2]
            table_uses += [(_HUFFMAN, table) for table in {pair >> 4 for pair in coders}]
            table_uses += [(_HUFFMAN, 0x10 | table) for table in {pair & 15 for pair in coders}]
            if sorted(table_uses) != sorted(defined) and not coded_here:
                return None
            trusted = coded_here and picture.endswith(_END)
            end = len(picture) - 2 if trusted else _end_of_scan(picture, at + 2 + length, after)
            return b"".join((*head, memoryview(picture)[at:end], _END)) if end else None
        if marker in _PICTURE:
            head.append(picture[at : at + 2 + length])
        at += 2 + length
    return None


def _tables(marker: int, payload: bytes) -> Iterator[tuple[int, int]]:
    """Yield each table that a segment defines (B.2.4); none has a number below 0."""
    at = 0
    while marker in (_HUFFMAN, _QUANTISATION) and at < len(payload):
        yield marker, payload[at]
        length = 16 + sum(payload[at + 1 : at + 17])
        at += 1 + (length if marker == _HUFFMAN else 64 << (payload[at] >> 4))
    if at > len(payload):
        yield marker, -1


def _end_of_scan(picture: bytes, start: int, after: re.Pattern[bytes]) -> int | None:
    """Find where the only scan ends, which begins at ``start``; None where another follows.

    ``after`` finds the first marker that does not belong to it.
    """
    # Counting is ten times faster than searching, and settles nearly every file: but for the
    # last marker each 0xFF of a scan is stuffed, so nothing can stand between scan and end.
    stuffed = picture.count(b"\xff\0", start)
    if picture.endswith(_END) and picture.count(b"\xff", start) == stuffed + 1:
        return len(picture) - 2
    end = after.search(picture, start)
    return end.start() if end and picture[end.end() - 1] == EOI else None


def payloads(picture: bytes, markers: Container[int]) -> Iterator[bytes]:
    """Yield what is in the segments of some markers before the first scan; up to damage."""
    at = 2
    while picture[at : at + 1] == b"\xff" and picture[at + 1 : at + 2] not in (b"", b"\xda"):
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if picture[at + 1] in markers:
            yield picture[at + 4 : end]
        at = end


def quantisation(picture: bytes) -> bytes:
    """Return the luminance quantisation table of a JPEG, 64 bytes, or nothing (T.81, B.2.4.1)."""
    tables = (tables[1:65] for tables in payloads(picture, {0xDB}) if tables[:1] == b"\0")
    return next(tables, b"")


def image_size(picture: bytes) -> tuple[int, int]:
    """Return the size of a JPEG encoded here, px wide × high."""
    height, width = struct.unpack_from(">HH", next(payloads(picture, FRAMES)), 1)
    return width, height
