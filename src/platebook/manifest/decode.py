"""Decodes a manifest's bytes: UTF-8, not too large, without control characters.

What is no text at all, such as a Word document or a photograph, is recognised by its first bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from platebook.manifest.mistakes import Mistake

_PLAIN = "Save it as plain text, in UTF-8, under the name story.yaml: " + (
    "a manifest is a text file of keys and values. `platebook new DIR` makes an example."
)
_STORY = "Name the story folder, or its story.yaml; photographs are named in it, after “photo:”."
_FINISHED = (
    "Name the story that it was made of; `platebook preflight FILE` inspects a finished book."
)
_OTHER = "Name the story folder, or its story.yaml. `platebook new DIR` makes an example."

#: How a file begins, what it is then, and what to do.
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (rb"\s*\{\\rtf", "a document in Rich Text Format (RTF)", _PLAIN),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint document", _PLAIN),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", "an e-book (EPUB)", _FINISHED),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file (ODT)", _PLAIN),
    (rb"PK\x03\x04.*?word/", "a Word document (DOCX)", _PLAIN),
    (rb"PK\x03\x04.*?xl/", "an Excel workbook (XLSX)", _PLAIN),
    (rb"PK\x03\x04.*?(?:ppt/)", "a PowerPoint file (PPTX)", _PLAIN),
    (rb"PK\x03\x04.*?Index/", "a Pages document", _PLAIN),
    (rb"PK(?:\x03\x04|\x05\x06)", "a zip archive", "Unpack it, and name the story folder in it."),
    (rb"(?:\xef\xbb\xbf)?\s*%PDF-", "a PDF", _FINISHED),
    (rb"(?:\xef\xbb\xbf)?\s*(?i:<!doctype html|<html|<head|<body|<!--)", "a web page (HTML)",
     _PLAIN),
    (rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z][\w:-]*[\s>])", "an XML or HTML file", _PLAIN),
    (rb"\xff\xd8\xff", "a photograph (JPEG)", _STORY),
    (rb"\x89PNG\r\n\x1a\n", "a picture (PNG)", _STORY),
    (rb"GIF8[79]a", "a picture (GIF)", _STORY),
    (rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+", "a picture (TIFF, or a camera’s raw file)", _STORY),
    (rb"RIFF.{4}WEBP", "a picture (WebP)", _STORY),
    (rb".{4}ftyp(?:hei|hev|mif|msf|avi)", "a photograph (HEIC or AVIF)", _STORY),
    (rb".{4}ftyp|RIFF.{4}AVI ", "a film", _STORY),
    (rb"8BPS", "a Photoshop file", _STORY),
    (rb"%!PS", "a PostScript file", _OTHER),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!", "a packed archive", _OTHER),
    (rb"bplist00|SQLite format 3\x00|\x7fELF|MZ.{30}", "a binary file of some program", _OTHER),
)  # fmt: skip
#: Bytes looked at; an archive's list of names is not needed, its first entries say what it is.
_LOOKED_AT = 65_536
#: A text may have a stray one, which is a mistake with a place.
_ZEROS = 4


def kind(raw: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no plain text, and what to do; None for what may be text."""
    head = raw[:_LOOKED_AT]
    for pattern, what, fix in _KINDS:
        if re.match(pattern, head, re.DOTALL):
            return what, fix
    # UTF-16 has zeros too, in every second byte; its beginning is recognised by `decode`.
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:2]
    if head.count(b"\x00") >= _ZEROS and not wide:
        return "a binary file", _OTHER
    return None


#: A manifest of 2,000 plates with long captions takes about 3 MB.
LARGEST_BYTES = 5_000_000

BEGIN = "Begin with title, language and plates; `platebook new DIR` makes an example."
#: What ends a line (YAML 1.2.2 §5.4).
BREAK = re.compile("\r\n|[\n\r]")
#: Ends a line for the parser, as in YAML 1.1, but for no editor; comes along with pasted text.
#: While it is read, something stands in its place that no text may hold.
_SEPARATORS, _STAND_INS = "\u2028\u2029", "\ufdd0\ufdd1"
_HIDE = str.maketrans(_SEPARATORS, _STAND_INS)
_SHOW = str.maketrans(_STAND_INS, _SEPARATORS)
_SAVE = "Save the file as UTF-8 in your editor (“Save with encoding”)."
#: What no XML document can hold (XML 1.0 §2.2), and what is never meant: the C1 controls, the
#: characters that Unicode keeps from being any, and overrides, which reverse Latin text (UAX #9).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]",
)
_OVERRIDES = "\u202d\u202e"
_MOST_TOLD = 20
#: Half a character as JSON escapes it; a backslash after another begins no escape.
_SURROGATE = re.compile(r"\\(?:\\|u[dD][89a-fA-F][0-9a-fA-F]{2})")
_BACKSLASH = r"\\"
#: What stands for one of them: an escape that no right text has, and its number in two digits.
_BASE, _FIRST = 256, 0x4E00
_DIGIT = f"([{chr(_FIRST)}-{chr(_FIRST + _BASE - 1)}])"
_HIDDEN = re.compile(f"\x1f{_DIGIT}{_DIGIT}")
_HIDDEN_AS_WRITTEN = re.compile(rf"\\x1f{_DIGIT}{_DIGIT}")


def decode(raw: bytes) -> str | list[Mistake]:
    """Return the text of a manifest, or every reason why its bytes are none."""
    if kind_name := kind(raw):
        return [Mistake(1, 1, f"this is {kind_name[0]}, not a manifest", kind_name[1])]
    if len(raw) > LARGEST_BYTES:
        message = f"the manifest is larger than {LARGEST_BYTES / 1e6:.0f} MB"
        fix = "A manifest holds words; photographs stay in files of their own."
        return [Mistake(1, 1, message, fix)]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:2]:
        return [Mistake(1, 1, "the manifest is UTF-16 or UTF-32, not UTF-8", _SAVE)]
    try:
        # A byte order mark is allowed by YAML, says nothing, and some Windows editors write it.
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _position(raw[: error.start].decode("utf-8").removeprefix("\ufeff"))
        return [Mistake(*place, f"the byte 0x{raw[error.start]:02X} is not UTF-8", _SAVE)]
    bad = list(islice(_UNPRINTABLE.finditer(text), _MOST_TOLD))
    if not bad and not text.strip():
        return [Mistake(1, 1, "the manifest is empty", BEGIN)]
    mistakes = [Mistake(*_position(text[: m.start()]), *_control(m[0])) for m in bad]
    return mistakes or text.translate(_HIDE)


def restore_separators(text: str) -> str:
    """Return a value of the parser with its line separators as they were written."""
    return text if text.isascii() else text.translate(_SHOW)


def hide_surrogates(text: str) -> tuple[str, list[str]]:
    """Put escapes that YAML has in place of JSON's halves of a character, each as long as it was.

    JSON writes 😀 as two escapes of UTF-16, ``\\ud83d\\ude00`` (RFC 8259 §7), which YAML refuses.
    Returns the text, and the spellings that ``show_surrogates`` needs to find them again.
    """
    escapes = sorted(set(_SURROGATE.findall(text)) - {_BACKSLASH})
    codes = {escape: number for number, escape in enumerate(escapes)}

    def stand_in(match: re.Match[str]) -> str:
        if match[0] == _BACKSLASH:
            return _BACKSLASH
        high, low = divmod(codes[match[0]], _BASE)
        return rf"\x1f{chr(_FIRST + high)}{chr(_FIRST + low)}"

    return (_SURROGATE.sub(stand_in, text) if escapes else text), escapes


def show_surrogates(text: str, escapes: Sequence[str], *, escaped: bool) -> str:
    """Put characters in place of what ``hide_surrogates`` left, or the escapes as written.

    ``escaped``: the text stood in double quotes, where escapes count. A half alone stays one.
    """
    if not escapes:
        return text

    def write(match: re.Match[str]) -> str:
        number = (ord(match[1]) - _FIRST) * _BASE + ord(match[2]) - _FIRST
        if number >= len(escapes):
            return match[0]
        return chr(int(escapes[number][2:], 16)) if escaped else escapes[number]

    text = (_HIDDEN if escaped else _HIDDEN_AS_WRITTEN).sub(write, text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def unprintable(text: str) -> tuple[str, str] | None:
    """Return what is wrong, and what to do, with a text that holds a control character."""
    match = _UNPRINTABLE.search(text)
    return _control(match[0]) if match else None


def _control(character: str) -> tuple[str, str]:
    name = f"U+{ord(character):04X}"
    if 0xD800 <= ord(character) <= 0xDFFF:
        fix = "JSON writes such a character as two escapes, high and low: \\ud83d\\ude00."
        return f"{name} is half of a character, and its other half is missing", fix
    fix = "Delete it."
    if character in _OVERRIDES:
        fix = "Delete it: letters of every script take their direction by themselves."
        return f"{name} is invisible, and reverses the letters after it", fix
    if "\x80" <= character <= "\x9f":
        letter = character.encode("latin-1").decode("cp1252", "ignore")
        fix = f"It was probably “{letter}” in a Windows encoding: type that." if letter else fix
    return f"the control character {name} cannot stand in a book", fix


def _position(before: str) -> tuple[int, int]:
    """Return the line and column, from 1, of the character after this text."""
    lines = BREAK.split(before)
    return len(lines), len(lines[-1]) + 1
