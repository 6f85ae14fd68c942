"""Functions on texts: decode bytes, write plain text as Markdown, compare, guess the language."""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

from platebook import markdown

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\ufffc\ufffe\uffff]")
#: What no manifest holds of a file's name.
_NOT_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE)


_MAC = re.compile("[a-z][\u00d5\u0178\u0160\u017d\u02c6](?=[a-z ])")


def decode(raw: bytes, charset: str = "") -> str:
    """Decode a text by its mark, UTF-8, what it declares, else as Windows did before."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw.decode("utf-8-sig", errors="replace")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    if not charset and (match := _CHARSET.search(raw[:4096])):
        charset = match[1].decode("ascii", errors="replace")
    for encoding in ("utf-8", charset or "utf-8"):
        with suppress(UnicodeDecodeError, LookupError):
            return raw.decode(encoding)
    text = raw.decode("utf-8", errors="replace")
    whole, damaged = len(text) - sum(map(str.isascii, text)), text.count("\ufffd")
    # A few bytes that went wrong do not turn every accent of the others into two signs.
    if whole > 4 * damaged:
        return text
    return _decode_legacy(raw)


#: Encodings of systems of other scripts, those of several bytes for a character first, and letters
#: that are frequent in their texts.
_LEGACY = {
    "cp932": "のにはをたがでてとしれさいるなかもらりっこく、。",
    "euc_jp": "のにはをたがでてとしれさいるなかもらりっこく、。",
    "cp949": "이다는의에가을로하고한지사도리기서들인대어",
    "gb18030": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出也对生子着下年过后，。",
    "big5": "的一是不了在人有我他這個們中來上大為和國地到以說時要就出也對生子著下年過後，。",
    "cp1251": "оеаинтсрвлкмдпу",
    "koi8_r": "оеаинтсрвлкмдпу",
    "cp1253": "αοιετσνηυρπκμλςά",
    "cp1255": "יוהלאתרמבשנ",
    "cp1256": "ايلمنوترةبدسعفقه",
    "cp874": "านรอกเงมยลวด่้ั",
}
#: The share of the bytes that are not ASCII which stand side by side in a text of another script;
#: that of frequent letters from which an encoding is the right one: of some thousand, or of few;
#: bytes that are looked at.
_FOREIGN, _OF_THOUSANDS, _OF_FEW = 0.4, 0.05, 0.4
_SAMPLE = 50_000
_WORDS_OF_OTHERS = re.compile(rb"[\x80-\xff]{3,}")
#: What Polish and Czech are in Windows' western encoding: signs within words, letters of no one
#: language.
_CENTRAL = re.compile("[a-z][¹³¿]|[¹³¿][a-z]|ø[a-zìèù]*[ìèù]|[ìèù][a-zìèù]*ø")


#: The share of the letter ý from which a text is Turkish: it is its dotless i.
_DOTLESS = 0.01


def _decode_legacy(raw: bytes) -> str:
    """Decode a text that is no UTF-8: by its frequent letters, else as Windows did in the West."""
    sample = raw[:_SAMPLE]
    high = sum(byte > 0x7F for byte in sample)
    if sum(map(len, _WORDS_OF_OTHERS.findall(sample))) > high * _FOREIGN:
        best, top_score = "", 0.0
        for encoding, frequent in _LEGACY.items():
            text = sample.decode(encoding, errors="ignore")
            letters = [character for character in text if character > "\x7f"]
            share = sum(letter in frequent for letter in letters) / max(len(letters), 1)
            is_wide = len(letters) < high * 0.7
            least = _OF_THOUSANDS if is_wide else _OF_FEW
            if share > least and share / least > top_score:
                best, top_score = encoding, share / least
        if best:
            return raw.decode(best, errors="replace")
    text = raw.decode("cp1252", errors="replace")
    if _CENTRAL.search(text):
        return raw.decode("cp1250", errors="replace")
    if text.count("ý") > _DOTLESS * len(text) and not re.search("[áéíóúìèø]", text):
        return raw.decode("cp1254", errors="replace")
    # Excel for Mac writes CSV in Mac Roman: its ’, ü, ä and é would be capitals within words.
    return raw.decode("mac_roman") if _MAC.search(text) else text


def path_text(path: Path) -> str:
    """Write a path for people; what is no UTF-8 or no character becomes U+FFFD."""
    return _NOT_IN_NAMES.sub("\ufffd", os.fsencode(path.as_posix()).decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Remove control and invisible characters; line ends become ``\\n``."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\u00a0", " ")
    text = _INVISIBLE.sub("", text).replace("\t", " ")
    return "".join(c for c in text if c == "\n" or _is_character(c))


def _is_character(c: str) -> bool:
    """Return whether a character may be meant, as those may that Python does not know yet."""
    none = 0xFDD0 <= ord(c) <= 0xFDEF or ord(c) & 0xFFFE == 0xFFFE
    return not none and unicodedata.category(c) not in ("Cc", "Cs", "Co")


def line(text: str) -> str:
    """Put a text on one line, without spaces at its ends or two in a row."""
    return " ".join(clean(text).split())


def as_markdown(text: str) -> str:
    """Write a plain text of one line as Markdown that says the same, with few signs."""
    text = line(text)
    flat = " ".join(markdown.plain(text).split())
    blocks = markdown.block(text).count("<p>") if flat == text else 0
    return text if blocks == 1 or not text else markdown.quote(text)


def plain(source: str) -> str:
    """Return the words of a Markdown text on one line."""
    return " ".join(markdown.plain(source).split())


def fold(text: str) -> str:
    """Reduce a text to its letters and digits in lower case, to compare it with another."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def alike(first: str, second: str) -> float:
    """Compare two texts: 1 for the same words, 0 for nothing in common."""
    first, second = fold(first), fold(second)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if min(len(first), len(second)) / max(len(first), len(second)) < 0.5:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.7 else 0.0


#: Frequent short words by language; a text is in the language that has most of its words.
_FREQUENT = {
    "en": "the of and to in is was that for on with as his her they at by from it are were",
    "de": "der die das und ist nicht von mit dem den ein eine zu auf im für sich des auch wie",
    "fr": "le la les des et est un une dans que pour du sur pas avec au par qui il elle ce",
    "es": "el la los las de y que en un una por con para del se su es al como más",
    "it": "il la di che e un una per non con sono del della nel gli le si da al anche",
    "nl": "de het een van en is in dat op te met voor zijn niet aan er ook als bij naar",
    "pt": "o a os as de e que em um uma para com não do da no na por se mais",
    "pl": "i w na z się nie do że to jest po od jak za przez są dla przy tym",
    "sv": "och att det som en på är av för med den till inte om ett har de i var",
    "da": "og at det som en på er af for med den til ikke om et har de i var blev",
    "tr": "ve bir bu da de için ile olarak çok daha en gibi olan kadar sonra ama",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_SCRIPTS = (
    ("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7a3"), ("zh-Hans", "\u4e00-\u9fff"),
    ("ar", "\u0600-\u06ff"), ("he", "\u0590-\u05ff"), ("el", "\u0370-\u03ff"),
    ("hi", "\u0900-\u097f"), ("ru", "\u0400-\u04ff"), ("th", "\u0e00-\u0e7f"),
)  # fmt: skip


def guess_language(text: str) -> str:
    """Guess the language of a text (BCP 47); empty where there is too little to tell."""
    sample = text[:20_000]
    letters = sum(character.isalpha() for character in sample)
    for tag, characters in _SCRIPTS:
        count = len(re.findall(f"[{characters}]", sample))
        if letters and count > letters * (0.08 if tag == "ja" else 0.3):
            return tag
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    if not words:
        return ""
    counts = {tag: sum(word in common for word in words) for tag, common in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    distinct = len(_WORDS[best].intersection(words))  # one word, repeated, is of several languages
    return best if distinct > 1 and counts[best] >= 3 and counts[best] > len(words) * 0.08 else ""
