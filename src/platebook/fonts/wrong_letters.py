"""Corrects GSUB rules that decompose a letter into another letter and its marks.

Before another mark, a font may write a precomposed letter as letter and mark (GSUB lookup type 2),
so that both marks are stacked. Source Serif 4 makes ``и`` and a diaeresis of ``ё`` there, so that
``ё́`` was printed as ``ӥ́``. A subset is named anew, and may be changed (SIL OFL 1.1, 3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from platebook.graphemes import is_mark

if TYPE_CHECKING:
    import uharfbuzz as hb

#: Scripts whose letters decompose into one letter and its marks.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
#: What i and j become below a mark (the property Soft_Dotted).
_DOTLESS = frozenset("ıȷ")
#: Above this code point such letters have no decomposition.
_END = 0x2000


def wrong_letters(face: hb.Face, chars: Iterable[str]) -> frozenset[str]:
    """Shape each letter with each mark of ``chars``; give the letters that are drawn as another."""
    import uharfbuzz as hb

    there = sorted(set(map(chr, face.unicodes)).intersection(chars))
    letters = [char for char in there if _base(char) not in ("", char)]
    marks = [char for char in there if "\u0300" <= char <= "\u036f"]
    if not letters or not marks:
        return frozenset()
    font, written = hb.Font(face), dict[int, set[str]]()
    for code in face.unicodes:
        if code < _END:
            written.setdefault(font.get_nominal_glyph(code), set()).add(chr(code))
    wrong = set[str]()
    for letter in letters:
        for mark in marks:
            buffer = hb.Buffer()
            buffer.add_str(letter + mark)
            buffer.guess_segment_properties()
            hb.shape(font, buffer)
            if _is_another(letter, written.get(buffer.glyph_infos[0].codepoint, set())):
                wrong.add(letter)
    return frozenset(wrong)


def corrected(font: bytes, letters: Iterable[str]) -> bytes:
    """Give the GSUB table with corrected rules for ``letters``."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(font)) as parsed:
        glyphs = parsed.getBestCmap()
        bases = {glyphs.get(ord(letter)): glyphs.get(ord(_base(letter))) for letter in letters}
        for rules in _multiple_substitutions(parsed["GSUB"].table):
            for glyph, drawn in rules.items():
                if drawn and bases.get(glyph):
                    rules[glyph] = [bases[glyph], *drawn[1:]]
        return bytes(parsed.getTableData("GSUB"))


def _multiple_substitutions(table: Any) -> Iterable[dict[str, list[str]]]:  # noqa: ANN401
    for lookup in table.LookupList.Lookup if table.LookupList else ():
        for subtable in lookup.SubTable:
            rules = getattr(subtable, "ExtSubTable", subtable)
            if rules.LookupType == 2:
                yield rules.mapping


def _base(letter: str) -> str:
    """Give the base letter of a precomposed letter; empty for other characters."""
    parts = unicodedata.normalize("NFD", letter)
    mere = unicodedata.name(parts[0], "").startswith(_SCRIPTS) and all(map(is_mark, parts[1:]))
    return parts[0] if mere else ""


def _is_another(letter: str, drawn: set[str]) -> bool:
    """Whether a glyph of the characters ``drawn`` belongs to another letter."""
    bases = {_base(char) for char in drawn} - {""}
    return bool(bases) and _base(letter) not in bases and not bases & _DOTLESS
