"""The characters of a text: those that need a glyph, emoji, invisible ones, and what no font has.

The ranges are Unicode 17's ``Emoji`` property, which the standard library does not have. Findings
say where a missing character is, and what to install.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from platebook.errors import Finding, Severity
from platebook.graphemes import IGNORABLE, code_points, composed, is_mark

if TYPE_CHECKING:
    import uharfbuzz as hb


@dataclass(frozen=True, slots=True)
class Line:
    """A text as a reader sees it, and its place for messages."""

    text: str
    where: str


#: Included in every face, so that generated words, hyphens and typographic signs are never missing.
BASIC = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f"
    + "‐‑–—‘’‚“”„‹›«»…•·′″¡¿§¶†‡°×©®™№ªº€£"
    + "←↑→↓↩"
)

_PICTURE = (
    "©®‼⁉™ℹ↔-↙↩↪⌚⌛⌨⏏⏩-⏳⏸-⏺Ⓜ▪▫▶◀◻-◾☀-☄☎☑☔☕☘☝☠☢☣☦☪☮☯☸-☺♀♂♈-♓♟♠♣♥♦♨♻♾♿⚒-⚗⚙⚛⚜⚠⚡⚧⚪⚫⚰⚱⚽⚾⛄⛅⛈"
    "⛎⛏⛑⛓⛔⛩⛪⛰-⛵⛷-⛺⛽✂✅✈-✍✏✒✔✖✝✡✨✳✴❄❇❌❎❓-❕❗❣❤➕-➗➡➰➿⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙"
    "\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f201\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f7f0"
    "\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
_ONE = f"[{_PICTURE}](?:[\ufe0e\ufe0f]|[\U0001f3fb-\U0001f3ff])?[\U000e0020-\U000e007f]*"
#: One emoji as a person sees it (UTS 51): a flag, a keycap, or pictures joined by ZWJ.
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{1,2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*")
_KEYCAP = re.compile("([0-9#*])\ufe0f(\u20e3)")
#: Vowels of Thai, Lao and Tibetan whose pieces stand on several sides of a letter.
_SPLIT_VOWELS = frozenset("\u0e33\u0eb3\u0f77\u0f79")
_PIECE = re.compile(f"(?P<gap>[ \u00a0]*)(?P<emoji>{_EMOJI.pattern})")
_RUN = re.compile(f"(?:[ \u00a0]*(?:{_EMOJI.pattern}))+")
#: Characters that every text font has; not emoji unless followed by the emoji selector.
_PLAIN = frozenset("©®™ℹ‼⁉↔↕↖↗↘↙↩↪▪▫◻◼〰〽㊗㊙")
_CLOSING = ".,;:!?…)]}»”’、。，！？）"


def emoji_in(text: str) -> list[str]:
    """Find the emoji sequences of a text; text symbols such as © are not emoji."""
    return [match for match in _EMOJI.findall(text) if not _is_plain(match)]


def needed(text: str) -> set[str]:
    """Return the characters that a text requires, composed (NFC), without emoji."""
    plain = _EMOJI.sub(lambda match: match[0] if _is_plain(match[0]) else " ", text)
    return visible(unicodedata.normalize("NFC", plain))


def _is_plain(cluster: str) -> bool:
    return cluster.rstrip("\ufe0e") in _PLAIN


def visible(text: str) -> set[str]:
    """Return the characters that need a glyph: no controls, default ignorables or line breaks."""
    return {
        char
        for char in set(IGNORABLE.sub("", text))
        if unicodedata.category(char) not in {"Cc", "Zl", "Zp"}
    }


def cases(chars: Iterable[str]) -> set[str]:
    """Return the upper and lower case forms that a stylesheet may turn ``chars`` into."""
    return {cased for char in chars for form in (char.upper(), char.lower()) for cased in form}


def unseen(text: str) -> set[str]:
    """Return the invisible characters that every font needs: spaces, joiners, variation selectors.

    A space is set in the font of the word before it, and a variation selector (as in Japanese
    names) selects a glyph only in a font whose subset kept it.
    """
    spaces = {char for char in set(text) if unicodedata.category(char) == "Zs"}
    return {" ", "\u00a0", *spaces, *IGNORABLE.findall(text)}


def parts(chars: Iterable[str]) -> set[str]:
    """Return the characters that a shaper decomposes others into, such as Thai SARA AM.

    Shapers use compatibility decompositions for a few vowels only. With all of them, the digit of
    ``①`` would be taken from the font that has the sign, and with it all digits of the book.
    """
    return {
        piece
        for char in chars
        for piece in unicodedata.normalize("NFKD" if char in _SPLIT_VOWELS else "NFD", char)
    }


def keycaps(text: str) -> str:
    """Remove the variation selector from keycaps, for print: with it Pango uses an emoji font."""
    return _KEYCAP.sub(r"\1\2", text)


def marks(text: str) -> set[tuple[str, str]]:
    """Return each combining mark with its base."""
    every = {char for char in set(text) if unicodedata.category(char).startswith("M")}
    if not every:
        return set()
    sign = f"[{''.join(map(re.escape, sorted(every)))}]"
    groups = re.findall(f"((?!{sign}).)({sign}+)", text, re.DOTALL)
    return {(letter, mark) for letter, on_it in set(groups) for mark in on_it}


def common(char: str) -> bool:
    """Whether a character belongs to all scripts: punctuation, figures, symbols, spaces."""
    return unicodedata.category(char)[0] in "NPSZ"


def without(text: str, unprintable: frozenset[str]) -> str:
    """Leave out every emoji with an unprintable character, and the extra space."""
    text = keycaps(text)
    if unprintable.isdisjoint(text):
        return text

    def kept(run: re.Match[str]) -> str:
        pieces = [(piece["gap"], piece["emoji"]) for piece in _PIECE.finditer(run[0])]
        printed = [gap + piece for gap, piece in pieces if unprintable.isdisjoint(piece)]
        before, after = text[: run.start()], text[run.end() :][:1]
        if printed or not before or before[-1].isspace():
            return "".join(printed)
        return "" if not after or after.isspace() or after in _CLOSING else pieces[0][0]

    left = _RUN.sub(kept, text)
    return left if text[:1].isspace() else left.lstrip(" \u00a0")


def named(char: str) -> str:
    """Name a character for a message: ``“த” (U+0BA4 TAMIL LETTER TA)``."""
    shown = f"◌{char}" if unicodedata.category(char).startswith("M") else char
    return f"“{shown}” ({code_points(char)})"


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
    """Return the GSUB table with corrected rules for ``letters``."""
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
    """Return the base letter of a precomposed letter; empty for other characters."""
    parts = unicodedata.normalize("NFD", letter)
    mere = unicodedata.name(parts[0], "").startswith(_SCRIPTS) and all(map(is_mark, parts[1:]))
    return parts[0] if mere else ""


def _is_another(letter: str, drawn: set[str]) -> bool:
    """Whether a glyph of the characters ``drawn`` belongs to another letter."""
    bases = {_base(char) for char in drawn} - {""}
    return bool(bases) and _base(letter) not in bases and not bases & _DOTLESS


_SHOWN = 4
_CJK = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
_UNKNOWN = frozenset({"Zzzz"})


def findings(lines: Iterable[Line], chars: Set[str], has_fontconfig: bool) -> list[Finding]:
    """Return an error for each place that holds characters no font has."""
    return [
        Finding(
            line.where,
            f"no font has {_listed(lacking)}",
            _fix(lacking, has_fontconfig),
            code="T001",
        )
        for line in lines
        if (lacking := sorted(needed(line.text) & chars))
    ]


def missing_emoji(lines: Iterable[Line], unprintable: frozenset[str]) -> list[Finding]:
    """Return a warning for each place with emoji that no font has."""
    reported = []
    for line in lines if unprintable else ():
        clusters = dict.fromkeys(emoji_in(line.text))
        lacking = sorted({char for cluster in clusters for char in cluster} & unprintable)
        if lacking:
            reported.append(
                Finding(
                    line.where,
                    f"no font has {_listed(lacking)}, so it is left out of print",
                    "Install a font with outlines for it (Debian: fonts-symbola), or reword; "
                    "the EPUB keeps it.",
                    Severity.WARNING,
                    "T002",
                )
            )
    return reported


def torn(lines: Iterable[Line], clusters: Set[str]) -> list[Finding]:
    """Return a warning for each place with a letter and marks that no single font has."""
    torn_clusters = []
    for line in lines if clusters else ():
        text = composed(line.text)
        lacking = sorted(cluster for cluster in clusters if cluster in text)
        if lacking:
            shown = ", ".join(
                f"“{cluster}” ({code_points(cluster)})" for cluster in lacking[:_SHOWN]
            )
            torn_clusters.append(
                Finding(
                    line.where,
                    f"no font has all of {shown}, so print takes its parts from several",
                    _fix(sorted({char for cluster in lacking for char in cluster}), True),
                    Severity.WARNING,
                    "T004",
                )
            )
    return torn_clusters


def refusal(family: str) -> Finding:
    """Return the finding for a font whose licence forbids embedding."""
    return Finding(
        family,
        "the font’s maker does not allow it to be embedded, so it was passed over",
        "Nothing to do, if another font serves; otherwise ask the maker for a licence.",
        Severity.NOTE,
        "T003",
    )


def _listed(chars: list[str]) -> str:
    """Name the first few characters, and count the rest."""
    shown = ", ".join(map(named, chars[:_SHOWN]))
    return shown if len(chars) <= _SHOWN else f"{shown} and {len(chars) - _SHOWN} more"


def _fix(chars: list[str], has_fontconfig: bool) -> str:
    """Name the Debian packages that have the characters."""
    from fontTools.unicodedata import script

    scripts = {script(char) for char in chars}
    if scripts <= _UNKNOWN:
        return "Take it out of the text, or install a font that has it where fontconfig looks."
    packages = [] if has_fontconfig else ["fontconfig"]
    packages += ["fonts-noto-cjk"] if scripts & _CJK else []
    packages += ["fonts-noto-core"] if scripts - _CJK - _UNKNOWN else []
    return f"Install fonts for it (Debian: apt-get install {' '.join(packages)}), or reword."
