"""The system's fonts, listed by fontconfig's ``fc-list``, for scripts without a packaged family.

They are chosen in an order of our own, not fontconfig's, so that the same installed fonts give the
same choice. Bitmap and colour fonts are skipped, since print needs outlines.
"""

from __future__ import annotations

import os
import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from platebook.fonts.families import Family, MasterFont, is_packaged

_FORMAT = "\\t".join(
    f"%{{{name}}}"
    for name in (
        *("file", "index", "family[0]", "weight", "slant", "width", "variable", "lang"),
        *("style[0]", "fullname[0]"),
    )
)
_QUERY = f"{_FORMAT}\\t%{{charset}}\\n"
_SELECTION = ":outline=True:color=False"
_REGULAR, _UPRIGHT, _NORMAL_WIDTH = 80, 0, 100
_BOLD_ENOUGH = range(180, 211)
#: fontconfig's weights by the words of the name table. A face whose OS/2 table has the weight of
#: another is read by its name: NotoSerifMyanmar-Bold says 400 there.
_WEIGHT_WORDS = (
    (re.compile(r"thin|hairline", re.IGNORECASE), 0.0),
    (re.compile(r"(?:semi|demi)[ -]?(?:bold)?\b", re.IGNORECASE), 180.0),
    (re.compile(r"(?:extra|ultra)[ -]?bold", re.IGNORECASE), 205.0),
    (re.compile(r"light", re.IGNORECASE), 50.0),
    (re.compile(r"black|heavy", re.IGNORECASE), 210.0),
    (re.compile(r"bold", re.IGNORECASE), 200.0),
)
#: The bit of OS/2's fsSelection for bold, and the least usWeightClass of a bold face.
_BOLD_BIT, _BOLD_CLASS = 1 << 5, 600
#: Chinese characters are drawn differently by country: (fontconfig's language, family's suffix).
_REGIONS = {"Jpan": ("ja", "JP"), "Kore": ("ko", "KR"), "Hans": ("zh-cn", "SC")}
_TRADITIONAL = {"HK": ("zh-hk", "HK"), "MO": ("zh-hk", "HK")}
_SUFFIX = re.compile(r"\b(JP|KR|SC|TC|HK)$")
_SERIF = re.compile(r"serif|mincho|myungjo|batang|song|ming|roman|naskh", re.IGNORECASE)
_SANS = re.compile(r"sans|gothic|hei|kufi", re.IGNORECASE)
#: Designs for symbols, terminals and small screens, used only as a last resort.
_ODD = re.compile(
    r"mono|\bui\b|slanted|display|condensed|looped|black|nastaliq|math|fallback", re.IGNORECASE
)


@dataclass(frozen=True)
class SystemFont:
    """One face that fontconfig knows. ``weight`` is fontconfig's: 80 is regular, 200 bold."""

    file: Path
    index: int
    family: str
    weight: float
    slant: int
    width: int
    variable: bool
    languages: frozenset[str]
    charset: str = field(repr=False)

    @cached_property
    def _ranges(self) -> tuple[list[int], list[int]]:
        """The characters as ranges: first and last code points, sorted."""
        spans = [part.partition("-") for part in self.charset.split()]
        firsts = [int(first, 16) for first, _, _ in spans]
        return firsts, [int(last or first, 16) for first, _, last in spans]

    def has(self, char: str) -> bool:
        """Return whether the face has a glyph for a character."""
        firsts, lasts = self._ranges
        position = bisect_right(firsts, ord(char)) - 1
        return position >= 0 and ord(char) <= lasts[position]


def fonts() -> tuple[SystemFont, ...]:
    """List the system's outline fonts in a fixed order; none where fontconfig is not installed."""
    try:
        described = subprocess.run(
            ["fc-list", "--format", _QUERY, _SELECTION],
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=True,
            env={**os.environ, "LC_ALL": "C"},
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ()
    faces = [_font(line) for line in described.splitlines() if line.count("\t") == 10]
    usable = [font for font in faces if font is not None]
    return tuple(sorted(usable, key=lambda font: (font.family, str(font.file), font.index)))


def _font(line: str) -> SystemFont | None:
    """Parse one line of ``fc-list``; named instances of variable fonts are skipped."""
    values = line.split("\t")
    file, index, family, weight, slant, width, variable, languages, style, name, charset = values
    if int(index) > 0xFFFF and variable != "True":
        return None
    if Path(file).suffix.lower() not in {".ttf", ".otf", ".ttc", ".otc"}:
        return None
    return SystemFont(
        Path(file),
        int(index) & 0xFFFF,
        family,
        _weight(_number(weight, _REGULAR), family, style, name),
        int(_number(slant, _UPRIGHT)),
        int(_number(width, _NORMAL_WIDTH)),
        variable == "True",
        frozenset(languages.split("|")),
        charset,
    )


def _weight(described: float, family: str, style: str, name: str) -> float:
    """Return a face's weight: that of its names where these and its OS/2 table differ."""
    words = f"{style} {name.removeprefix(family)}"
    name_weight = next((weight for word, weight in _WEIGHT_WORDS if word.search(words)), None)
    if name_weight is None:
        return float(_REGULAR) if described >= _BOLD_ENOUGH.start else described
    agree = (name_weight < _REGULAR) == (described < _REGULAR) and described != _REGULAR
    return described if agree else name_weight


def _is_bold(font: SystemFont) -> bool:
    """Return whether a face's OS/2 table (OpenType) has the bit or the weight of a bold one."""
    from fontTools.ttLib import TTFont, TTLibError

    if font.variable:
        return False
    try:
        with TTFont(font.file, fontNumber=font.index, lazy=True) as font_file:
            table = font_file["OS/2"]
    except (OSError, KeyError, TTLibError):
        return False
    return bool(table.fsSelection & _BOLD_BIT) or table.usWeightClass >= _BOLD_CLASS


def _number(text: str, normal: float) -> float:
    """Parse a property; a variable font has a range instead, and is used at ``normal``."""
    try:
        return float(text)
    except ValueError:
        return normal


def region(script: str, country: str, text: str) -> tuple[str, str]:
    """Choose the region whose forms Chinese characters have: fontconfig's language, family suffix.

    The story's language decides; in other languages the text does: kana mean Japanese, Hangul
    Korean, anything else mainland China.
    """
    if script == "Hant":
        return _TRADITIONAL.get(country, ("zh-tw", "TC"))
    if script in _REGIONS:
        return _REGIONS[script]
    if re.search("[\u3041-\u30ff]", text):
        return _REGIONS["Jpan"]
    return _REGIONS["Kore" if re.search("[\uac00-\ud7a3]", text) else "Hans"]


def rank(installed: tuple[SystemFont, ...], role: str, place: tuple[str, str]) -> list[SystemFont]:
    """Sort faces, regular ones first, by how well they suit a role and a region."""
    language, suffix = place
    preferred, unwanted = (_SANS, _SERIF) if role == "sans" else (_SERIF, _SANS)

    def rank(font: SystemFont) -> tuple[int | str, ...]:
        suffix_match = _SUFFIX.search(font.family)
        fits = suffix_match[1] == suffix if suffix_match else language in font.languages
        kind = 0 if preferred.search(font.family) else 2 if unwanted.search(font.family) else 1
        noto = not font.family.startswith("Noto ")
        odd = bool(_ODD.search(font.family))
        design = (font.slant != _UPRIGHT, font.width != _NORMAL_WIDTH, font.weight != _REGULAR)
        return (*design, not fits, odd, noto, kind, font.family, str(font.file), font.index)

    in_order = sorted(installed, key=rank)
    first = next((at for at, font in enumerate(in_order) if not _is_bold(font)), 0)
    return [*in_order[first:], *in_order[:first]]


def masters(font: SystemFont, installed: tuple[SystemFont, ...]) -> Iterator[MasterFont]:
    """Yield the faces to subset: regular and, where the family has one, a bold, used as 600."""
    if font.variable:
        for weight in (400, 600):
            axes = (("wght", float(weight)),)
            yield MasterFont(font.file, weight, "normal", axes, font.index, ((weight, "italic"),))
        return
    bold = [
        other
        for other in installed
        if (other.family, other.slant, other.width) == (font.family, _UPRIGHT, _NORMAL_WIDTH)
        and int(other.weight) in _BOLD_ENOUGH
        and not other.variable
    ]
    semibold = (600, "normal"), (600, "italic")
    also = ((400, "italic"), *(() if bold else semibold))
    yield MasterFont(font.file, 400, "normal", (), font.index, also)
    for other in sorted(bold, key=lambda other: other.weight)[:1]:
        yield MasterFont(other.file, 600, "normal", (), other.index, ((600, "italic"),))


def family(font: SystemFont, installed: tuple[SystemFont, ...], script: str) -> Family:
    """Make a family of a system font, with its name in CSS and in the colophon.

    One that is packaged too, in another version, has names of its own.
    """
    from platebook.fonts.subset import typeface

    cuts = tuple(masters(font, installed))
    slug = re.sub(r"[^a-z0-9]+", "-", font.family.lower()).strip("-") or "font"
    described = typeface(cuts[0], font.family)
    name = "Platebook " + re.sub(r"[^\w -]", "", font.family)
    if is_packaged(name):
        name, slug = f"{name} System", f"{slug}-system"
    return Family(name, slug, described, cuts, script, ours=False)
