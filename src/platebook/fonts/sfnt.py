"""Renames a subset and numbers its glyphs (OpenType 1.9); fontTools reads and writes the file.

A name of its own matters: fonts under the Open Font License may reserve theirs for the unchanged
original, and two faces with one PostScript name get mixed up. Glyphs and layout are HarfBuzz's.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO

#: Windows, Unicode BMP, American English: what every reader of fonts looks for.
_PLATFORM = (3, 1, 0x409)


def tables(font: bytes) -> dict[str, bytes]:
    """Return the tables of a single font by tag."""
    from fontTools.ttLib.sfnt import SFNTReader

    reader = SFNTReader(BytesIO(font))
    return {str(tag): bytes(reader[tag]) for tag in reader.keys()}  # noqa: SIM118  not iterable


def build(parts: Mapping[str, bytes]) -> bytes:
    """Put tables together into a font file, checksums and all; same tables, same bytes."""
    from fontTools.ttLib.sfnt import SFNTWriter

    file = BytesIO()
    version = "OTTO" if "CFF " in parts or "CFF2" in parts else "\x00\x01\x00\x00"
    writer = SFNTWriter(file, len(parts), version)
    for tag, data in sorted(parts.items()):
        writer[tag] = data
    writer.close()
    return file.getvalue()


def as_woff2(content: bytes) -> bytes:
    """Compress a font as WOFF2 (W3C); the same font gives the same bytes."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(content), recalcTimestamp=False) as font, BytesIO() as file:
        font.flavor = "woff2"
        font.save(file)
        return file.getvalue()


def rename(font: bytes, family: str, style: str, names: Mapping[int, str]) -> bytes:
    """Return a font a family and style name of its own; ``names`` adds others by name ID.

    The table of design variations (``STAT``) is removed: a static font has none. The CIDs of a
    CID-keyed font become its glyph indices (see ``identity_charset``).
    """
    weight = style.removesuffix("Italic").removesuffix("Regular").strip()
    post = "".join(char for char in family if char.isalnum()) + "-" + style.replace(" ", "")
    records = {
        **names,
        1: f"{family} {weight}".rstrip(),
        2: "Italic" if style.endswith("Italic") else "Regular",
        4: f"{family} {style}",
        6: post[:63],
        16: family,
        17: style,
    }
    records[3] = f"{records.get(5, '')};{records[6]}".lstrip(";")
    parts = tables(font)
    parts.pop("STAT", None)
    parts["name"] = _name_table(records)
    if "CFF " in parts:
        parts["CFF "] = identity_charset(parts["CFF "])
    return build(parts)


def enlarge(font: bytes, scale: float) -> bytes:
    """Draw a font's letters ``scale`` times as large at each type size, as ``size-adjust`` does.

    All lengths of a font are in units of its em, so that only the em changes (``unitsPerEm``).
    """
    parts = tables(font)
    head = bytearray(parts["head"])
    (units,) = struct.unpack_from(">H", head, 18)
    struct.pack_into(">H", head, 18, round(units / scale))
    return build({**parts, "head": bytes(head)})


def may_be_embedded(os2: bytes) -> bool:
    """Return whether a font may be subset and embedded (OS/2 ``fsType``).

    Bit 1 alone is a restricted licence; bit 8 forbids subsets, bit 9 outlines.
    """
    if len(os2) < 10:
        return True
    (kind,) = struct.unpack_from(">H", os2, 8)
    return kind & 0x000F != 0x0002 and not kind & 0x0300


def identity_charset(table: bytes) -> bytes:
    """Make each CID of a CID-keyed ``CFF `` table its glyph index (Adobe Technical Note 5176).

    Fonts for Chinese, Japanese and Korean are mostly CID-keyed: their charset gives each glyph a
    number (CID). HarfBuzz renumbers the glyphs of a subset and keeps the old CIDs, while
    WeasyPrint writes glyph indices where a PDF means CIDs; MuPDF and Ghostscript then find no
    glyph. All other bytes stay; a table without CIDs is returned as it is.
    """
    from fontTools.cffLib import CFFFontSet

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(table), None)
    font = fonts[0]
    start = font.rawDict.get("charset")
    if "ROS" not in font.rawDict or start is None:
        return table
    charset = _identity(font.numGlyphs)
    return table[:start] + charset + table[start + len(charset) :]


def _identity(glyphs: int) -> bytes:
    """Write the charset 1, 2, 3 … in its shortest form: never longer than the one that is there."""
    if glyphs <= 2:
        return b"\x00\x00\x01"[: 1 + 2 * (glyphs - 1)]
    left = glyphs - 2
    if left < 256:
        return b"\x01\x00\x01" + bytes([left])
    return b"\x02\x00\x01" + left.to_bytes(2, "big")


def _name_table(names: Mapping[int, str]) -> bytes:
    """Write a ``name`` table, format 0, with the names under one platform.

    fontTools would share equal strings, and subsets would have other bytes than before.
    """
    records, strings = b"", b""
    for number, text in sorted(names.items()):
        data = text.encode("utf-16-be")
        records += struct.pack(">6H", *_PLATFORM, number, len(data), len(strings))
        strings += data
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + strings


#: Bytes that a table of embedding rights has at most, packed too.
_OS2_LIMIT = 1_000


def embeddable(font: bytes) -> bool | None:
    """Read the rights that a TrueType, OpenType or WOFF font states (OS/2 ``fsType``).

    None where they are unknown: a WOFF2, whose tables are compressed together, or no font at all.
    """
    from fontTools.ttLib import TTLibError
    from fontTools.ttLib.sfnt import SFNTReader

    if font[:4] == b"wOF2":
        return None
    try:
        reader = SFNTReader(BytesIO(font), fontNumber=0)
        there = "OS/2" in reader and reader.tables["OS/2"].length <= _OS2_LIMIT
        return may_be_embedded(reader["OS/2"]) if there else None
    except (TTLibError, AssertionError, LookupError, ValueError, struct.error, zlib.error):
        return None
