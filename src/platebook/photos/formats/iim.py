"""IPTC-IIM 4.2: the texts that picture desks have written into photographs since 1991."""

from __future__ import annotations

from collections.abc import Mapping

from platebook.photos.formats.untrusted_text import decoded

_MARK = 0x1C
_UTF8 = b"\x1b%G"
_CHARACTER_SET = (1, 90)
#: Data sets of record 2 (§ 6) by the name that photographers know.
NAMES = {
    55: "Date Created",
    80: "By-line",
    90: "City",
    92: "Sub-location",
    95: "Province/State",
    101: "Country",
    110: "Credit",
    116: "Copyright Notice",
    120: "Caption-Abstract",
}


def read(record: bytes) -> Mapping[str, tuple[str, ...]]:
    """Give every text of ``NAMES``, in the order of the file; damage ends the reading."""
    found: dict[str, list[str]] = {}
    utf8 = False
    at = 0
    while at + 5 <= len(record) and record[at] == _MARK:
        kind = (record[at + 1], record[at + 2])
        length = int.from_bytes(record[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # an extended length: the low bits count the bytes that hold it
            width = length & 0x7FFF
            length = int.from_bytes(record[at : at + min(width, 8)], "big")
            at += width
        content = record[at : at + length]
        at += length
        if kind == _CHARACTER_SET:
            utf8 = content.startswith(_UTF8)
        elif kind[0] == 2 and kind[1] in NAMES:
            text = content.decode("utf-8", errors="replace") if utf8 else decoded(content)
            found.setdefault(NAMES[kind[1]], []).append(text)
    return {name: tuple(texts) for name, texts in found.items()}
