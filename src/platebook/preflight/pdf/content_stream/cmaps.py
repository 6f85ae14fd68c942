"""Reads maps of character codes: to characters (ToUnicode), to glyphs (Encoding); CMap streams.

ISO 32000-2, 9.7.5 and 9.10.3; the lines are those of Adobe's Technical Note #5014. A damaged map
is read as far as it makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from platebook.preflight.pdf.objects import ODD, Thing, TooLargeError, is_stream, unpacked

#: Bytes and entries of a map that are read.
_MOST_BYTES, _MOST_ENTRIES = 4_000_000, 70_000
_BLOCK = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange)\b(.*?)end\1\b", re.DOTALL)
_SIGN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|(\d+)")
#: One line's worth of signs: the codes, and what they are mapped to.
_Value = bytes | int | list[bytes]


def characters(obj: Thing) -> dict[int, str] | None:
    """Give the text of each code; None where there is no map."""
    found = _lines(obj, (b"bfchar", b"bfrange"))
    if found is None:
        return None
    texts: dict[int, str] = {}
    for first, last, value in found:
        for step in range(min(last - first + 1, _MOST_ENTRIES - len(texts))):
            texts[first + step] = _text(value, step)
    return texts


def glyphs(obj: Thing) -> dict[int, int] | None:
    """Give the number of each code's glyph (its CID); None where there is no map."""
    found = _lines(obj, (b"cidchar", b"cidrange"))
    if found is None:
        return None
    numbers: dict[int, int] = {}
    for first, last, value in found:
        if isinstance(value, int):
            steps = range(min(last - first + 1, _MOST_ENTRIES - len(numbers)))
            numbers.update((first + step, value + step) for step in steps)
    return numbers


def _lines(obj: Thing, kinds: tuple[bytes, ...]) -> list[tuple[int, int, _Value]] | None:
    """Give what a map says of codes, from first to last; None where it cannot be read."""
    if not is_stream(obj):
        return None
    try:
        content = unpacked(obj, _MOST_BYTES)
    except (TooLargeError, *ODD):
        return None
    return [
        line
        for kind, body in _BLOCK.findall(content)
        if kind in kinds
        for line in _block(body, ranges=kind.endswith(b"range"))
    ]


def _block(body: bytes, *, ranges: bool) -> Iterator[tuple[int, int, _Value]]:
    signs = _signs(body)
    for first in signs:
        last = next(signs, None) if ranges else first
        value = next(signs, None)
        if isinstance(first, bytes) and isinstance(last, bytes) and value is not None:
            yield int.from_bytes(first, "big"), int.from_bytes(last, "big"), value


def _signs(body: bytes) -> Iterator[_Value]:
    listed: list[bytes] | None = None
    for code, opens, closes, number in _SIGN.findall(body):
        if opens:
            listed = []
        elif closes:
            yield listed or []
            listed = None
        elif number:
            yield int(number[:9])
        elif listed is not None:
            listed.append(_bytes(code))
        else:
            yield _bytes(code)


def _bytes(code: bytes) -> bytes:
    digits = b"".join(code.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _text(value: _Value, step: int) -> str:
    """Read a text in UTF-16; in a range, its last character goes on with each code."""
    if isinstance(value, list):
        return _spelled(value[step]) if step < len(value) else ""
    if isinstance(value, int):
        return ""
    text = _spelled(value)
    if step and text:
        after = ord(text[-1]) + step
        return text[:-1] + (chr(after) if after < 0x110000 else "")
    return text


def _spelled(code: bytes) -> str:
    return code.decode("utf-16-be", "ignore")
