"""Classifies the characters of a text: those that need a glyph, emoji, invisible ones.

The ranges are Unicode 17's ``Emoji`` property, which the standard library does not have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from platebook.graphemes import IGNORABLE, code_points


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


def emoji(text: str) -> list[str]:
    """Find the emoji sequences of a text; text symbols such as © are not emoji."""
    return [match for match in _EMOJI.findall(text) if not _is_plain(match)]


def needed_chars(text: str) -> set[str]:
    """Return the characters that a text requires, composed (NFC), without emoji."""
    plain = _EMOJI.sub(lambda match: match[0] if _is_plain(match[0]) else " ", text)
    return visible(unicodedata.normalize("NFC", plain))


def _is_plain(cluster: str) -> bool:
    return cluster.rstrip("\ufe0e") in _PLAIN


def visible(text: str) -> set[str]:
    """Return the characters that need a glyph: no controls, default ignorables or line breaks."""
    chars = set(IGNORABLE.sub("", text))
    return {char for char in chars if unicodedata.category(char) not in {"Cc", "Zl", "Zp"}}


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
    """Return whether a character belongs to all scripts: punctuation, figures, symbols, spaces."""
    return unicodedata.category(char)[0] in "NPSZ"


def without(text: str, unprintable: frozenset[str]) -> str:
    """Leave out every emoji with an unprintable character, and the extra space."""
    text = keycaps(text)
    if unprintable.isdisjoint(text):
        return text

    def keep(run: re.Match[str]) -> str:
        pieces = [(piece["gap"], piece["emoji"]) for piece in _PIECE.finditer(run[0])]
        printable = [gap + piece for gap, piece in pieces if unprintable.isdisjoint(piece)]
        before, after = text[: run.start()], text[run.end() :][:1]
        if printable or not before or before[-1].isspace():
            return "".join(printable)
        return "" if not after or after.isspace() or after in _CLOSING else pieces[0][0]

    left = _RUN.sub(keep, text)
    return left if text[:1].isspace() else left.lstrip(" \u00a0")


def char_name(char: str) -> str:
    """Return the name of a character for a message: ``“த” (U+0BA4 TAMIL LETTER TA)``."""
    display_char = f"◌{char}" if unicodedata.category(char).startswith("M") else char
    return f"“{display_char}” ({code_points(char)})"
