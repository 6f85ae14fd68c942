"""Numbers the glyphs of a CID-keyed CFF font as they stand (Adobe Technical Note 5176).

Fonts for Chinese, Japanese and Korean are mostly CID-keyed: a glyph has a place in the font and,
apart from that, a number (CID) which its charset gives. HarfBuzz renumbers the places of a subset
and keeps the old CIDs, while WeasyPrint writes places where a PDF means CIDs; MuPDF and
Ghostscript then find no glyph. With a charset in which both are the same, everyone agrees.
"""

from __future__ import annotations

from collections.abc import Iterator

_ROS, _CHARSET, _CHARSTRINGS = (12, 30), (15,), (17,)


def with_identity(table: bytes) -> bytes:
    """Give a ``CFF `` table whose CIDs are its glyphs' places; one that has no CIDs as it is."""
    names = _index_end(table, table[2])
    entries = dict(_entries(table, names))
    if _ROS not in entries or _CHARSET not in entries:
        return table
    (start,), (glyphs_at,) = entries[_CHARSET], entries[_CHARSTRINGS]
    charset = _identity(int.from_bytes(table[glyphs_at : glyphs_at + 2], "big"))
    return table[:start] + charset + table[start + len(charset) :]


def _identity(glyphs: int) -> bytes:
    """Write the charset 1, 2, 3 … in its shortest form: never longer than the one that is there."""
    if glyphs <= 2:
        return b"\x00\x00\x01"[: 1 + 2 * (glyphs - 1)]
    left = glyphs - 2
    if left < 256:
        return b"\x01\x00\x01" + bytes([left])
    return b"\x02\x00\x01" + left.to_bytes(2, "big")


def _index_end(table: bytes, at: int) -> int:
    """Give where an INDEX ends."""
    count = int.from_bytes(table[at : at + 2], "big")
    if not count:
        return at + 2
    return _offsets(table, at)[-1]


def _offsets(table: bytes, at: int) -> list[int]:
    """Give where each item of an INDEX begins, and where the last one ends."""
    count, size = int.from_bytes(table[at : at + 2], "big"), table[at + 2]
    first = at + 3
    base = first + size * (count + 1) - 1
    return [
        base + int.from_bytes(table[first + size * item : first + size * (item + 1)], "big")
        for item in range(count + 1)
    ]


def _entries(table: bytes, at: int) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Read the Top DICT: each operator with its whole-number operands."""
    here, end = _offsets(table, at)[:2]
    operands: list[int] = []
    while here < end:
        byte = table[here]
        if byte <= 21:
            length = 2 if byte == 12 else 1
            yield tuple(table[here : here + length]), operands
            operands, here = [], here + length
        else:
            value, here = _operand(table, here)
            operands.append(value)


def _operand(table: bytes, at: int) -> tuple[int, int]:
    """Read one operand; give it (a real number as 0: no offset is one) and where it ends."""
    byte = table[at]
    if byte == 30:
        end = at + 1
        while table[end] & 0x0F != 0x0F and table[end] >> 4 != 0x0F:
            end += 1
        return 0, end + 1
    if byte == 28:
        return int.from_bytes(table[at + 1 : at + 3], "big", signed=True), at + 3
    if byte == 29:
        return int.from_bytes(table[at + 1 : at + 5], "big", signed=True), at + 5
    if byte <= 246:
        return byte - 139, at + 1
    if byte <= 250:
        return (byte - 247) * 256 + table[at + 1] + 108, at + 2
    return -(byte - 251) * 256 - table[at + 1] - 108, at + 2
