"""Reads fonts: whether a file carries them, how wide each character is, and what it reads.

ISO 32000-2, 9.6 to 9.10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import bidirectional, normalize

from platebook.preflight.pdf.content_stream import cmaps
from platebook.preflight.pdf.objects import Thing, at, get, name, number, several

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
#: Widths are in thousandths of the type's size.
_UNITS = 1000.0
_USUAL_WIDTH = 500.0
_MOST_WIDTHS = 70_000
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

    def codes(self, shown: bytes) -> Iterator[int]:
        """Give the codes of a string."""
        step = self.bytes_a_code
        return (int.from_bytes(shown[i : i + step], "big") for i in range(0, len(shown), step))

    def width(self, code: int) -> float:
        """Give how far a character advances, as a share of the type's size."""
        return self.widths.get(self._cid(code), self.usual) / _UNITS

    def lacks(self, code: int) -> bool:
        """Tell whether a character is the box that stands for one that the font has not."""
        return self.glyphs and not self._cid(code)

    def read(self, codes: Iterable[int]) -> tuple[str, bool]:
        """Give what characters read, as they stand, and whether the file says so of each."""
        if self.texts is None:
            return "", False
        found = [self.texts.get(code) for code in codes]
        return "".join(text or "" for text in found), None not in found

    def _cid(self, code: int) -> int:
        return code if self.cids is None else self.cids.get(code, 0)


def font(obj: Thing) -> PdfFont:
    """Read a font's dictionary."""
    kind = name(get(obj, "/Subtype"))
    called = name(get(obj, "/BaseFont")).removeprefix("/") or "without a name"
    if kind == "/Type0":
        return _composite(obj, called)
    if kind == "/Type3":
        return _drawn(obj)
    descriptor = get(obj, "/FontDescriptor")
    first = int(number(get(obj, "/FirstChar")))
    listed = several(get(obj, "/Widths"))[:256]
    widths = {first + i: number(width, _USUAL_WIDTH) for i, width in enumerate(listed)}
    return PdfFont(
        called,
        _has_file(descriptor),
        usual=number(get(descriptor, "/MissingWidth"), _USUAL_WIDTH if not widths else 0.0),
        widths=widths,
        texts=_texts(obj),
        named=_names_characters(get(obj, "/Encoding")),
    )


def _names_characters(encoding: Thing) -> bool:
    base = name(get(encoding, "/BaseEncoding"))
    return bool({name(encoding), base} & _ENCODINGS or several(get(encoding, "/Differences")))


def _composite(obj: Thing, called: str) -> PdfFont:
    inner = at(get(obj, "/DescendantFonts"), 0)
    encoding = get(obj, "/Encoding")
    direct = name(encoding) in ("/Identity-H", "/Identity-V")
    cids = cmaps.glyphs(encoding)
    known = direct or cids is not None
    to_glyphs = get(inner, "/CIDToGIDMap")
    return PdfFont(
        called,
        _has_file(get(inner, "/FontDescriptor")),
        bytes_a_code=2,
        glyphs=known and name(to_glyphs) in ("", "/Identity"),
        usual=number(get(inner, "/DW"), 1000.0),
        widths=_composite_widths(get(inner, "/W")) if known else {},
        cids=cids,
        texts=_texts(obj),
        named=bool(name(encoding)) and not direct,
    )


def _composite_widths(obj: Thing) -> dict[int, float]:
    """Read ``c [w1 w2 …]`` and ``first last w`` (9.7.4.3)."""
    listed, found, i = several(obj), dict[int, float](), 0
    while i + 1 < len(listed) and len(found) < _MOST_WIDTHS:
        first = int(number(listed[i]))
        if row := several(listed[i + 1]):
            found.update({first + j: number(width) for j, width in enumerate(row)})
            i += 2
        elif i + 2 < len(listed):
            last = min(int(number(listed[i + 1])), first + _MOST_WIDTHS)
            found.update(dict.fromkeys(range(first, last + 1), number(listed[i + 2])))
            i += 3
        else:
            break
    return found


def _drawn(obj: Thing) -> PdfFont:
    """Read a Type 3 font; its widths are in units of its own matrix."""
    matrix = [number(each) for each in several(get(obj, "/FontMatrix"))]
    scale = (matrix[0] if matrix else 0.001) * _UNITS
    first = int(number(get(obj, "/FirstChar")))
    listed = several(get(obj, "/Widths"))[:256]
    widths = {first + i: number(width) * scale for i, width in enumerate(listed)}
    called = name(get(obj, "/Name")).removeprefix("/") or "drawn"
    return PdfFont(
        called,
        True,
        drawn=True,
        usual=0.0,
        widths=widths,
        texts=_texts(obj),
        named=bool(several(get(get(obj, "/Encoding"), "/Differences"))),
    )


def _texts(obj: Thing) -> dict[int, str] | None:
    """Read what each code reads, from the left; letters that run to the left are decomposed."""
    found = cmaps.characters(get(obj, "/ToUnicode"))
    return found and {code: _as_drawn(text) for code, text in found.items()}


def _as_drawn(text: str) -> str:
    # A letter that is composed with its marks stands as they would apart: the marks before it.
    leftwards = any(bidirectional(char) in ("R", "AL") for char in text)
    return normalize("NFD", text[::-1])[::-1] if leftwards else text


def _has_file(descriptor: Thing) -> bool:
    return any(get(descriptor, key) is not None for key in _FILES)
