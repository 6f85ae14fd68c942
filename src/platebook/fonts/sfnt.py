"""A font file's tables (OpenType 1.9, "Organization of an OpenType Font"), read and put together.

Just enough to read what a font allows and to give a subset a name of its own; glyphs and layout
are HarfBuzz's business. A name of its own matters: fonts under the Open Font License may reserve
theirs for the unchanged original, and two faces with one PostScript name get mixed up.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from platebook.fonts.cff import with_identity

_HEAD_ADJUSTMENT = slice(8, 12)
_WHOLE_FILE = 0xB1B0AFBA
#: Windows, Unicode BMP, American English: what every reader of fonts looks for.
_PLATFORM = (3, 1, 0x409)


def tables(font: bytes) -> dict[str, bytes]:
    """Take a single font apart into its tables by tag."""
    (count,) = struct.unpack_from(">H", font, 4)
    found: dict[str, bytes] = {}
    for entry in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * entry)
        found[tag.decode("latin-1")] = font[offset : offset + length]
    return found


def built(parts: Mapping[str, bytes]) -> bytes:
    """Put tables together into a font file, checksums and all; same tables, same bytes."""
    parts = dict(parts)
    head = bytearray(parts["head"])
    head[_HEAD_ADJUSTMENT] = bytes(4)
    parts["head"] = bytes(head)
    search = 1 << (len(parts).bit_length() - 1)
    version = b"OTTO" if "CFF " in parts or "CFF2" in parts else b"\x00\x01\x00\x00"
    numbers = (len(parts), search * 16, search.bit_length() - 1, (len(parts) - search) * 16)
    directory, body = version + struct.pack(">4H", *numbers), b""
    start, head_at = 12 + 16 * len(parts), 0
    for tag, data in sorted(parts.items()):
        offset = start + len(body)
        head_at = offset if tag == "head" else head_at
        directory += struct.pack(">4sIII", tag.encode("latin-1"), _sum(data), offset, len(data))
        body += data + bytes(-len(data) % 4)
    font = bytearray(directory + body)
    adjustment = (_WHOLE_FILE - _sum(bytes(font))) & 0xFFFFFFFF
    font[head_at + 8 : head_at + 12] = struct.pack(">I", adjustment)
    return bytes(font)


def renamed(font: bytes, family: str, style: str, names: Mapping[int, str]) -> bytes:
    """Give a font a family and style name of its own; ``names`` adds others by name ID.

    The table of design variations (``STAT``) goes: a static font has none. Glyphs of a CID-keyed
    font are numbered as they stand (see ``cff``).
    """
    weight = style.removesuffix("Italic").removesuffix("Regular").strip()
    post = "".join(char for char in family if char.isalnum()) + "-" + style.replace(" ", "")
    told = {
        **names,
        1: f"{family} {weight}".rstrip(),
        2: "Italic" if style.endswith("Italic") else "Regular",
        4: f"{family} {style}",
        6: post[:63],
        16: family,
        17: style,
    }
    told[3] = f"{told.get(5, '')};{told[6]}".lstrip(";")
    parts = tables(font)
    parts.pop("STAT", None)
    parts["name"] = _name_table(told)
    if "CFF " in parts:
        parts["CFF "] = with_identity(parts["CFF "])
    return built(parts)


def may_be_embedded(os2: bytes) -> bool:
    """Say whether a font's maker lets it be subset and embedded (OS/2 ``fsType``).

    Bit 1 alone is a restricted licence; bit 8 forbids subsets, bit 9 outlines.
    """
    if len(os2) < 10:
        return True
    (kind,) = struct.unpack_from(">H", os2, 8)
    return kind & 0x000F != 0x0002 and not kind & 0x0300


def _name_table(names: Mapping[int, str]) -> bytes:
    """Write a ``name`` table, format 0, with the names under one platform."""
    records, strings = b"", b""
    for number, text in sorted(names.items()):
        data = text.encode("utf-16-be")
        records += struct.pack(">6H", *_PLATFORM, number, len(data), len(strings))
        strings += data
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + strings


def _sum(data: bytes) -> int:
    """Add a table up as big-endian 32-bit words, as checksums of fonts are."""
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
