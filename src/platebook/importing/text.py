"""Functions on texts: decode bytes, write plain text as Markdown, compare."""

from __future__ import annotations

import os
import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

from platebook import markdown

#: A text of more characters is cut, and that is reported: a paragraph of a source, a caption.
LONGEST = 20_000
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\ufffc\ufffe\uffff]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE)


def decode(raw: bytes, declared: str = "") -> str:
    """Decode a text by its mark, what it declares, UTF-8, else Windows' western encoding."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    if not declared and (match := _CHARSET.search(raw[:4096])):
        declared = match[1].decode("ascii", errors="replace")
    for encoding in ("utf-8", declared):
        try:
            return raw.decode(encoding) if encoding else raw.decode("utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace")


def path_text(path: Path) -> str:
    """Write a path for people; bytes of its names that are no UTF-8 become U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="replace")


def clean(text: str) -> str:
    """Remove control and invisible characters; line ends become ``\\n``."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\u00a0", " ")
    text = _INVISIBLE.sub("", text).replace("\t", " ")
    return "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )


def line(text: str) -> str:
    """Put a text on one line, without spaces at its ends or two in a row."""
    return " ".join(clean(text).split())


def as_markdown(text: str) -> str:
    """Write a plain text of one line as Markdown that says the same, with few signs."""
    text = line(text)
    flat = " ".join(markdown.plain(text).split())
    blocks = markdown.block(text).count("<p>") if flat == text else 0
    return text if blocks == 1 or not text else markdown.quoted(text)


def plain(source: str) -> str:
    """Give the words of a Markdown text on one line."""
    return " ".join(markdown.plain(source).split())


def folded(text: str) -> str:
    """Reduce a text to its letters and digits in lower case, to compare it with another."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def alike(one: str, other: str) -> float:
    """Compare two texts: 1 for the same words, 0 for nothing in common."""
    one, other = folded(one), folded(other)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if min(len(one), len(other)) / max(len(one), len(other)) < 0.5:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.7 else 0.0
