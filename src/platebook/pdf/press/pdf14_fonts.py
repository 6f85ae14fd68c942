"""Fonts with PostScript's outlines, as Japanese ones have: written as the file's PDF knows them.

WeasyPrint puts such fonts in whole, as OpenType, which came with PDF 1.6 (ISO 32000-1, 9.9,
table 126). The table "CFF " in it is all that an older program reads, by the same numbers.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from platebook.pdf.engine import LayoutError

if TYPE_CHECKING:
    import pydyf

_HEAD, _ENTRY = 12, 16


def bare(pdf: pydyf.PDF) -> None:
    """Take the outlines out of every OpenType font, in place."""
    import pydyf

    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            (font,) = each.stream
            each.stream = [_table(bytes(font), b"CFF ")]
            each.extra["Subtype"] = "/CIDFontType0C"


def unmap(pdf: pydyf.PDF) -> None:
    """Take away a map that only fonts with TrueType's outlines may have (ISO 32000-1, 9.7.4)."""
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Subtype") == "/CIDFontType0":
            each.pop("CIDToGIDMap", None)


def _table(font: bytes, name: bytes) -> bytes:
    """Find a table in a font (OpenType 1.9, "Organization of an OpenType font")."""
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        tag, _, start, length = struct.unpack_from(">4s3I", font, _HEAD + _ENTRY * number)
        if tag == name:
            return font[start : start + length]
    raise LayoutError("a font has outlines that PDF 1.4 does not know")
