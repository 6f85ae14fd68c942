"""Reads fonts: whether a file carries them, how wide each character is, and what it reads.

ISO 32000-2, 9.6 to 9.10. Maps of character codes (CMap streams; 9.7.5, 9.10.3) are read by the
lines of Adobe's Technical Note #5014; a damaged one as far as it makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import bidirectional, normalize

from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import ODD, StreamTooLargeError, Thing

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
#: Widths are in thousandths of the type's size.
_UNITS = 1000.0
_USUAL_WIDTH = 500.0
#: Widths and entries of a map that are read, and bytes of a map.
_MOST, _MOST_BYTES = 70_000, 4_000_000
_BLOCK = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange)\b(.*?)end\1\b", re.DOTALL)
_SIGN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|(\d+)")
#: What a code is mapped to: a text, a number, or texts in a row.
_Value = bytes | int | list[bytes]
_ENCODINGS = {"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"}


@dataclass(frozen=True, slots=True)
class PdfFont:
    """A font. ``bytes_a_code`` is 2 for composite ones; ``glyphs`` says that CIDs number glyphs.

    ``widths`` are in thousandths of the type's size, by CID; ``cids`` are those of the codes, None
    where a code is its own. ``texts`` is what each code reads, None where the file does not say;
    ``named`` that its encoding names the characters (ISO 14289-1, 7.21.7).
    """

    name: str
    embedded: bool
    bytes_a_code: int = 1
    glyphs: bool = False
    drawn: bool = False  #: Type 3: its characters are drawings in the file
    usual: float = _USUAL_WIDTH
    widths: dict[int, float] = field(default_factory=dict)
    cids: dict[int, int] | None = None
    texts: dict[int, str] | None = None
    named: bool = False

    def codes(self, data: bytes) -> Iterator[int]:
        """Return the codes of a string."""
        step = self.bytes_a_code
        return (int.from_bytes(data[i : i + step], "big") for i in range(0, len(data), step))

    def width(self, code: int) -> float:
        """Return how far a character advances, as a share of the type's size."""
        return self.widths.get(self._cid(code), self.usual) / _UNITS

    def lacks(self, code: int) -> bool:
        """Return whether a character is the box that stands for one that the font has not."""
        return self.glyphs and not self._cid(code)

    def read(self, codes: Iterable[int]) -> tuple[str, bool]:
        """Return what characters read, as they stand, and whether the file says so of each."""
        if self.texts is None:
            return "", False
        texts = [self.texts.get(code) for code in codes]
        return "".join(text or "" for text in texts), None not in texts

    def _cid(self, code: int) -> int:
        return code if self.cids is None else self.cids.get(code, 0)


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], PdfFont] = {}

    def read(self, obj: Thing) -> PdfFont:
        """Return a font by its dictionary."""
        key = cos.key_of(obj)
        if key is None:
            return _font(obj)
        if key not in self._known:
            self._known[key] = _font(obj)
        return self._known[key]


def _font(obj: Thing) -> PdfFont:
    kind = cos.name(cos.get(obj, "/Subtype"))
    font_name = cos.name(cos.get(obj, "/BaseFont")).removeprefix("/") or "without a name"
    if kind == "/Type0":
        return _composite(obj, font_name)
    if kind == "/Type3":
        return _read_type3(obj)
    descriptor, widths = cos.get(obj, "/FontDescriptor"), _widths(obj, 1.0, _USUAL_WIDTH)
    return PdfFont(
        font_name,
        _has_file(descriptor),
        usual=cos.number(cos.get(descriptor, "/MissingWidth"), _USUAL_WIDTH if not widths else 0.0),
        widths=widths,
        texts=_texts(obj),
        named=_names_characters(cos.get(obj, "/Encoding")),
    )


def _widths(obj: Thing, scale: float, usual: float = 0.0) -> dict[int, float]:
    first = int(cos.number(cos.get(obj, "/FirstChar")))
    width_array = cos.several(cos.get(obj, "/Widths"))[:256]
    return {first + i: cos.number(width, usual) * scale for i, width in enumerate(width_array)}


def _names_characters(encoding: Thing) -> bool:
    base = cos.name(cos.get(encoding, "/BaseEncoding"))
    encodings = {cos.name(encoding), base} & _ENCODINGS
    return bool(encodings or cos.several(cos.get(encoding, "/Differences")))


def _composite(obj: Thing, font_name: str) -> PdfFont:
    inner = cos.at(cos.get(obj, "/DescendantFonts"), 0)
    encoding = cos.get(obj, "/Encoding")
    direct = cos.name(encoding) in ("/Identity-H", "/Identity-V")
    cids = _cids(encoding)
    is_known = direct or cids is not None
    to_glyphs = cos.get(inner, "/CIDToGIDMap")
    return PdfFont(
        font_name,
        _has_file(cos.get(inner, "/FontDescriptor")),
        bytes_a_code=2,
        glyphs=is_known and cos.name(to_glyphs) in ("", "/Identity"),
        usual=cos.number(cos.get(inner, "/DW"), 1000.0),
        widths=_composite_widths(cos.get(inner, "/W")) if is_known else {},
        cids=cids,
        texts=_texts(obj),
        named=bool(cos.name(encoding)) and not direct,
    )


def _composite_widths(obj: Thing) -> dict[int, float]:
    """Read ``c [w1 w2 …]`` and ``first last w`` (9.7.4.3)."""
    width_array, width_of, i = cos.several(obj), dict[int, float](), 0
    while i + 1 < len(width_array) and len(width_of) < _MOST:
        first = int(cos.number(width_array[i]))
        if row := cos.several(width_array[i + 1]):
            width_of.update({first + j: cos.number(width) for j, width in enumerate(row)})
            i += 2
        elif i + 2 < len(width_array):
            last = min(int(cos.number(width_array[i + 1])), first + _MOST)
            width_of.update(dict.fromkeys(range(first, last + 1), cos.number(width_array[i + 2])))
            i += 3
        else:
            break
    return width_of


def _read_type3(obj: Thing) -> PdfFont:
    """Read a Type 3 font; its widths are in units of its own matrix."""
    matrix = [cos.number(item) for item in cos.several(cos.get(obj, "/FontMatrix"))]
    scale = (matrix[0] if matrix else 0.001) * _UNITS
    font_name = cos.name(cos.get(obj, "/Name")).removeprefix("/") or "drawn"
    return PdfFont(
        font_name,
        True,
        drawn=True,
        usual=0.0,
        widths=_widths(obj, scale),
        texts=_texts(obj),
        named=bool(cos.several(cos.get(cos.get(obj, "/Encoding"), "/Differences"))),
    )


def _texts(obj: Thing) -> dict[int, str] | None:
    """Read what each code reads, from the left; letters that run to the left are decomposed."""
    characters = _characters(cos.get(obj, "/ToUnicode"))
    return characters and {code: _as_drawn(text) for code, text in characters.items()}


def _as_drawn(text: str) -> str:
    # A letter that is composed with its marks stands as they would apart: the marks before it.
    leftwards = any(bidirectional(char) in ("R", "AL") for char in text)
    return normalize("NFD", text[::-1])[::-1] if leftwards else text


def _has_file(descriptor: Thing) -> bool:
    return any(cos.get(descriptor, key) is not None for key in _FILES)


def _characters(obj: Thing) -> dict[int, str] | None:
    """Return the text of each code; None where there is no map."""
    rows = _lines(obj, (b"bfchar", b"bfrange"))
    if rows is None:
        return None
    texts: dict[int, str] = {}
    for first, last, value in rows:
        for step in range(min(last - first + 1, _MOST - len(texts))):
            texts[first + step] = _text_of(value, step)
    return texts


def _cids(obj: Thing) -> dict[int, int] | None:
    """Return the number of each code's glyph (its CID); None where there is no map."""
    codes = _lines(obj, (b"cidchar", b"cidrange"))
    if codes is None:
        return None
    numbers: dict[int, int] = {}
    for first, last, value in codes:
        if isinstance(value, int):
            steps = range(min(last - first + 1, _MOST - len(numbers)))
            numbers.update((first + step, value + step) for step in steps)
    return numbers


def _lines(obj: Thing, kinds: tuple[bytes, ...]) -> list[tuple[int, int, _Value]] | None:
    """Return what a map says of codes, from first to last; None where it cannot be read."""
    if not cos.is_stream(obj):
        return None
    try:
        content = cos.unpack(obj, _MOST_BYTES)
    except (StreamTooLargeError, *ODD):
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
    array: list[bytes] | None = None
    for code, opens, closes, figures in _SIGN.findall(body):
        if opens:
            array = []
        elif closes:
            yield array or []
            array = None
        elif figures:
            yield int(figures[:9])
        elif array is not None:
            array.append(_bytes(code))
        else:
            yield _bytes(code)


def _bytes(code: bytes) -> bytes:
    digits = b"".join(code.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _text_of(value: _Value, step: int) -> str:
    """Read a text in UTF-16; in a range, its last character goes on with each code."""
    if isinstance(value, list):
        return _spell(value[step]) if step < len(value) else ""
    if isinstance(value, int):
        return ""
    text = _spell(value)
    if step and text:
        after = ord(text[-1]) + step
        return text[:-1] + (chr(after) if after < 0x110000 else "")
    return text


def _spell(code: bytes) -> str:
    return code.decode("utf-16-be", "ignore")
