"""Turns a manifest's bytes into text: UTF-8, not too large, without control characters."""

from __future__ import annotations

import re
from itertools import islice

from platebook.manifest.mistakes import Mistake

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
#: What no XML document can hold (XML 1.0 §2.2), and what nobody means to write: the C1 controls
#: and the characters that Unicode keeps from being any.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]",
)
_MOST_TOLD = 20


def decode(raw: bytes) -> str | list[Mistake]:
    """Give the text of a manifest, or every reason why its bytes are none."""
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


def shown(text: str) -> str:
    """Give a value of the parser with its line separators as they were written."""
    return text if text.isascii() else text.translate(_SHOW)


def unprintable(text: str) -> tuple[str, str] | None:
    """Say what is wrong, and what to do, with a text that holds a control character."""
    match = _UNPRINTABLE.search(text)
    return _control(match[0]) if match else None


def _control(character: str) -> tuple[str, str]:
    name = f"U+{ord(character):04X}"
    return f"the control character {name} cannot stand in a book", "Delete it."


def _position(before: str) -> tuple[int, int]:
    """Say on which line and column, from 1, the character after this text stands."""
    lines = BREAK.split(before)
    return len(lines), len(lines[-1]) + 1
