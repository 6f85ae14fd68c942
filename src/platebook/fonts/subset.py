"""HarfBuzz: the coverage of a font, and static subsets of it; fontTools reads and writes the files.

A subset keeps all glyphs that its characters can become (small capitals, old-style figures, joined
and conjunct forms) and drops hinting, which print and current screens do not use. It has a name of
its own (OpenType 1.9): fonts under the Open Font License may reserve theirs for the unchanged
original, and two faces with one PostScript name get mixed up.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from platebook.fonts.characters import corrected, wrong_letters
from platebook.fonts.families import MasterFont, Typeface

if TYPE_CHECKING:
    import uharfbuzz as hb

#: Windows, Unicode BMP, American English: what every reader of fonts looks for.
_PLATFORM = (3, 1, 0x409)


def tables(font: bytes) -> dict[str, bytes]:
    """Return the tables of a single font by tag."""
    from fontTools.ttLib.sfnt import SFNTReader

    reader = SFNTReader(BytesIO(font))
    return {str(tag): bytes(reader[tag]) for tag in reader.keys()}  # noqa: SIM118  not iterable


def built(parts: Mapping[str, bytes]) -> bytes:
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


def renamed(font: bytes, family: str, style: str, names: Mapping[int, str]) -> bytes:
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
    return built(parts)


def enlarged(font: bytes, scale: float) -> bytes:
    """Draw a font's letters ``scale`` times as large at each type size, as ``size-adjust`` does.

    All lengths of a font are in units of its em, so that only the em changes (``unitsPerEm``).
    """
    parts = tables(font)
    head = bytearray(parts["head"])
    (units,) = struct.unpack_from(">H", head, 18)
    struct.pack_into(">H", head, 18, round(units / scale))
    return built({**parts, "head": bytes(head)})


def may_be_embedded(os2: bytes) -> bool:
    """Whether a font may be subset and embedded (OS/2 ``fsType``).

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


#: Optional features that a book may use; those that a script requires are kept in any case.
_FEATURES = (
    *("kern", "liga", "clig", "calt", "ccmp", "locl", "mark", "mkmk", "rlig", "rclt", "rvrn"),
    *("smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "frac", "numr", "dnom", "sups", "subs"),
    *("ordn", "case", "cpsp", "curs", "dist", "ltra", "ltrm", "rtla", "rtlm"),
    *("init", "medi", "med2", "fina", "fin2", "fin3", "isol", "stch"),
    *("abvf", "abvm", "abvs", "akhn", "blwf", "blwm", "blws", "cfar", "cjct", "half", "haln"),
    *("nukt", "pref", "pres", "pstf", "psts", "rkrf", "rphf", "vatu"),
    *("ljmo", "vjmo", "tjmo", "vert", "vrt2", "vkrn", "valt", "vpal", "palt", "halt", "vhal"),
)
#: Forms that text has only where a stylesheet asks for them, by the word that asks.
_ASKED_FOR = {
    "small-caps": ("smcp", "c2sc"),
    "oldstyle-nums": ("onum",),
    "lining-nums": ("lnum",),
    "tabular-nums": ("tnum",),
    "proportional-nums": ("pnum",),
    "fractions": ("frac", "numr", "dnom"),
    "font-variant-position": ("sups", "subs"),
    "ordinal": ("ordn",),
    "font-feature-settings": ("case", "cpsp"),
}
#: Entries of the name table about copyright and licence.
_COPYRIGHT, _VERSION, _DESCRIPTION, _LICENCE, _LICENCE_URL = 0, 5, 10, 13, 14
_STYLES = {
    (300, "normal"): "Light",
    (400, "normal"): "Regular",
    (400, "italic"): "Italic",
    (600, "normal"): "SemiBold",
    (600, "italic"): "SemiBold Italic",
}


def opened(master: MasterFont) -> hb.Face:
    """Open a master as a HarfBuzz face; the file is mapped, not read."""
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(master.file)), master.index)


def covered(master: MasterFont) -> frozenset[str]:
    """Return all characters that a face has glyphs for."""
    return frozenset(map(chr, opened(master).unicodes))


def attaches(master: MasterFont, cluster: str) -> bool:
    """Whether a face has a glyph for a letter with its marks, or anchors for each mark."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(opened(master)), buffer)
    glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return all(
        info.codepoint and (place.x_advance or place.x_offset or place.y_offset)
        for info, place in glyphs
    )


def allows_embedding(master: MasterFont) -> bool:
    """Whether the font's licence bits allow embedding (OS/2 ``fsType``)."""
    return may_be_embedded(bytes(opened(master).reference_table("OS/2").data))


def typeface(master: MasterFont, name: str) -> Typeface:
    """Read name, version and licence of a system font, for the colophon."""
    face = opened(master)
    version = (face.get_name(_VERSION) or "").removeprefix("Version ").partition(";")[0]
    licence = face.get_name(_LICENCE) or face.get_name(_LICENCE_URL) or ""
    return Typeface(name, version, licence, face.get_name(_COPYRIGHT) or "")


def cut(master: MasterFont, chars: Iterable[str], family: str) -> bytes:
    """Make a static subset of a master with ``chars``, named ``family``.

    The same master, characters and HarfBuzz version give the same bytes.
    """
    return _cut(master, frozenset(chars), family)


@lru_cache(16)
def _cut(master: MasterFont, chars: frozenset[str], family: str) -> bytes:
    face = opened(master)
    order = _order(map(ord, chars), _FEATURES)
    order.pin_all_axes_to_default(face)
    there = {axis.tag for axis in face.axis_infos}
    for axis, value in master.axes:
        if axis in there:
            order.pin_axis_location(face, axis, value)
    names = {
        number: text
        for number in (_COPYRIGHT, _VERSION, _LICENCE, _LICENCE_URL)
        if (text := face.get_name(number))
    }
    origin = face.get_name(16) or face.get_name(1) or "a font"
    names[_DESCRIPTION] = f"A subset of {origin}, cut by platebook for one book"
    font = bytes(order.subset(face).blob.data)
    if wrong := wrong_letters(face, chars):
        font = built({**tables(font), "GSUB": corrected(font, wrong)})
    if master.scale != 1.0:
        font = enlarged(font, master.scale)
    return renamed(font, family, _STYLES.get((master.weight, master.style), "Regular"), names)


def thinned(font: bytes, style: str) -> bytes:
    """Cut a subset again, without the forms that the stylesheet ``style`` never asks for."""
    import uharfbuzz as hb

    if "font-feature-settings" in style:
        return font
    needless = {tag for word, tags in _ASKED_FOR.items() if word not in style for tag in tags}
    face = hb.Face(hb.Blob(font))
    order = _order(face.unicodes, (tag for tag in _FEATURES if tag not in needless))
    return bytes(order.subset(face).blob.data)


def _order(unicodes: Iterable[int], features: Iterable[str]) -> hb.SubsetInput:
    import uharfbuzz as hb

    order = hb.SubsetInput()
    order.unicode_set.update(unicodes)
    order.layout_feature_tag_set.clear()
    order.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in features)
    order.flags = hb.SubsetFlags.NO_HINTING
    return order
