"""Embedding permissions of a font file of any format (OS/2 ``fsType``)."""

from __future__ import annotations

import struct
import zlib

from platebook.fonts.sfnt import may_be_embedded

_SFNT = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
_WOFF, _COLLECTION = b"wOFF", b"ttcf"
#: Bytes that a table of embedding rights has at most, unpacked.
_OS2_LIMIT = 1_000


def embeddable(font: bytes) -> bool | None:
    """Read the rights that a TrueType, OpenType or WOFF font states (OS/2 ``fsType``).

    None where they are unknown: a WOFF2, whose tables are compressed together, or no font at all.
    """
    try:
        os2 = _table(font)
    except (struct.error, zlib.error, IndexError):
        return None
    return may_be_embedded(os2) if os2 else None


def _table(font: bytes) -> bytes | None:
    kind = font[:4]
    if kind == _WOFF:
        (count,) = struct.unpack_from(">H", font, 12)
        rows = (struct.unpack_from(">4s4I", font, 44 + 20 * row) for row in range(count))
        return next((_unpacked(font, *row[1:4]) for row in rows if row[0] == b"OS/2"), None)
    if kind not in _SFNT:
        return None
    start = struct.unpack_from(">I", font, 12)[0] if kind == _COLLECTION else 0
    (count,) = struct.unpack_from(">H", font, start + 4)
    found = (struct.unpack_from(">4s3I", font, start + 12 + 16 * row) for row in range(count))
    return next((font[at : at + size] for tag, _, at, size in found if tag == b"OS/2"), None)


def _unpacked(font: bytes, at: int, packed: int, size: int) -> bytes:
    """Decompress a table of a WOFF 1.0 (section 5); some are stored uncompressed."""
    table = font[at : at + packed]
    return zlib.decompressobj().decompress(table, _OS2_LIMIT) if packed < size else table
