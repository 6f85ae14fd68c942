"""Findings about characters that no font has: where they are, and what to install."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Set
from io import BytesIO
from typing import TYPE_CHECKING, Any

from platebook.errors import Finding, Severity
from platebook.fonts.characters import Line, char_name, needed_chars
from platebook.fonts.characters import emoji as emoji_of
from platebook.graphemes import code_points, compose, is_mark

if TYPE_CHECKING:
    import uharfbuzz as hb


#: Scripts whose letters decompose into one letter and its marks.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
#: What i and j become below a mark (the property Soft_Dotted).
_DOTLESS = frozenset("ıȷ")
#: Above this code point such letters have no decomposition.
_END = 0x2000


def wrong_letters(face: hb.Face, chars: Iterable[str]) -> frozenset[str]:
    """Shape each letter with each mark of ``chars``; return those that are drawn as another."""
    import uharfbuzz as hb

    there = sorted(set(map(chr, face.unicodes)).intersection(chars))
    letters = [char for char in there if _base(char) not in ("", char)]
    marks = [char for char in there if "\u0300" <= char <= "\u036f"]
    if not letters or not marks:
        return frozenset()
    font, chars_by_glyph = hb.Font(face), dict[int, set[str]]()
    for code in face.unicodes:
        if code < _END:
            chars_by_glyph.setdefault(font.get_nominal_glyph(code), set()).add(chr(code))
    wrong = set[str]()
    for letter in letters:
        for mark in marks:
            buffer = hb.Buffer()
            buffer.add_str(letter + mark)
            buffer.guess_segment_properties()
            hb.shape(font, buffer)
            if _is_another(letter, chars_by_glyph.get(buffer.glyph_infos[0].codepoint, set())):
                wrong.add(letter)
    return frozenset(wrong)


def correct_gsub(font: bytes, letters: Iterable[str]) -> bytes:
    """Return the GSUB table with corrected rules for ``letters``."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(font)) as font_file:
        glyphs = font_file.getBestCmap()
        bases = {glyphs.get(ord(letter)): glyphs.get(ord(_base(letter))) for letter in letters}
        for rules in _multiple_substitutions(font_file["GSUB"].table):
            for glyph, sequence in rules.items():
                if sequence and bases.get(glyph):
                    rules[glyph] = [bases[glyph], *sequence[1:]]
        return bytes(font_file.getTableData("GSUB"))


def _multiple_substitutions(table: Any) -> Iterable[dict[str, list[str]]]:  # noqa: ANN401
    for lookup in table.LookupList.Lookup if table.LookupList else ():
        for subtable in lookup.SubTable:
            rules = getattr(subtable, "ExtSubTable", subtable)
            if rules.LookupType == 2:
                yield rules.mapping


def _base(letter: str) -> str:
    """Return the base letter of a precomposed letter; empty for other characters."""
    parts = unicodedata.normalize("NFD", letter)
    mere = unicodedata.name(parts[0], "").startswith(_SCRIPTS) and all(map(is_mark, parts[1:]))
    return parts[0] if mere else ""


def _is_another(letter: str, chars: set[str]) -> bool:
    """Return whether a glyph of the characters ``chars`` belongs to another letter."""
    bases = {_base(char) for char in chars} - {""}
    return bool(bases) and _base(letter) not in bases and not bases & _DOTLESS


_SHOWN = 4
_CJK = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
_UNKNOWN = frozenset({"Zzzz"})


def findings(lines: Iterable[Line], chars: Set[str], has_fontconfig: bool) -> list[Finding]:
    """Return an error for each place that holds characters no font has."""
    result = []
    for line in lines:
        if lacking := sorted(needed_chars(line.text) & chars):
            message, fix = f"no font has {_list_chars(lacking)}", _fix(lacking, has_fontconfig)
            result.append(Finding(line.where, message, fix, code="T001"))
    return result


def emoji(lines: Iterable[Line], unprintable: frozenset[str]) -> list[Finding]:
    """Return a warning for each place with emoji that no font has."""
    fix = "Install a font with outlines for it (Debian: fonts-symbola), or reword; "
    fix += "the EPUB keeps it."
    warnings = []
    for line in lines if unprintable else ():
        if lacking := sorted(unprintable.intersection("".join(emoji_of(line.text)))):
            message = f"no font has {_list_chars(lacking)}, so it is left out of print"
            warnings.append(Finding(line.where, message, fix, Severity.WARNING, "T002"))
    return warnings


def find_split(lines: Iterable[Line], clusters: Set[str]) -> list[Finding]:
    """Return a warning for each place with a letter and marks that no single font has."""
    warnings = []
    for line in lines if clusters else ():
        text = compose(line.text)
        if lacking := sorted(cluster for cluster in clusters if cluster in text):
            examples = [f"“{cluster}” ({code_points(cluster)})" for cluster in lacking[:_SHOWN]]
            message = (
                f"no font has all of {', '.join(examples)}, so print takes its parts from several"
            )
            fix = _fix(set("".join(lacking)), True)
            warnings.append(Finding(line.where, message, fix, Severity.WARNING, "T004"))
    return warnings


def refusal(family: str) -> Finding:
    """Return the finding for a font whose licence forbids embedding."""
    return Finding(
        family,
        "the font’s maker does not allow it to be embedded, so it was passed over",
        "Nothing to do, if another font serves; otherwise ask the maker for a licence.",
        Severity.NOTE,
        "T003",
    )


def _list_chars(chars: list[str]) -> str:
    """Return the names of the first few characters, and the number of the rest."""
    examples = ", ".join(map(char_name, chars[:_SHOWN]))
    return examples if len(chars) <= _SHOWN else f"{examples} and {len(chars) - _SHOWN} more"


def _fix(chars: Iterable[str], has_fontconfig: bool) -> str:
    """Return the Debian packages that have the characters."""
    from fontTools.unicodedata import script

    scripts = {script(char) for char in chars}
    if scripts <= _UNKNOWN:
        return "Take it out of the text, or install a font that has it where fontconfig looks."
    packages = [] if has_fontconfig else ["fontconfig"]
    packages += ["fonts-noto-cjk"] if scripts & _CJK else []
    packages += ["fonts-noto-core"] if scripts - _CJK - _UNKNOWN else []
    return f"Install fonts for it (Debian: apt-get install {' '.join(packages)}), or reword."
