"""Tells apart what one glyph stands for in several places, so that a PDF's letters can be read.

A font may draw ba and ta as one bowl and their dots, or a Hindi vowel before the letter that it
follows. WeasyPrint says of each glyph what it stood for first, wherever it is drawn again
(ISO 32000-1, 9.10.3): whoever searches, copies or compares reads other words than are printed.
Here every glyph has a code for each text that it stands for, and the file says which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from platebook.graphemes import is_mark
from platebook.pdf.layout.clusters import gather_marks
from platebook.pdf.tags.actual_text import runs_left

if TYPE_CHECKING:
    import pydyf
    from weasyprint.pdf.stream import Stream

_DRAWN = re.compile(r"<([0-9a-f]+)>")
#: A string without glyphs: PDFium moves what follows it (B3).
_EMPTY = "<>"
#: Glyphs that stand for nothing by themselves, as a mark whose text is its letter's (14.9.4).
_SILENT = b"/Span <</ActualText <feff>>> BDC\n[%b] TJ\nEMC"
_PIECE = re.compile(r"<([0-9a-f]*)>|(-?[\d.]+)")
_DIGITS = 4  #: of a glyph's number
#: Signs that one glyph draws and that read alike: spaces, hyphens.
_ALIKE = (
    frozenset("-\u00ad\u2010\u2011"),
    frozenset(" \u00a0\u202f\u205f").union(map(chr, range(0x2000, 0x200B))),
)
#: What a glyph says that stands for nothing by itself: “more of the same” (``glyphs.py``).
_MUTE = "\u2060"
_RUN_BEGINS = "\u200f"
#: Lines that a block of a map may have (Adobe Technical Note #5014).
_BLOCK = 100
_MOST_CODES = 0xFFFF


class _Texts(dict[int, str]):
    """What the glyphs of a font stand for; WeasyPrint asks it before each that it draws."""

    def __init__(self, glyphs: int, codes: CharacterCodes) -> None:
        super().__init__()
        #: Codes beyond the font's glyphs: what each draws, and what it says.
        self.more: dict[int, tuple[int, str]] = {}
        self._codes: dict[tuple[int, str], int] = {}
        self._next, self._owner = glyphs, codes

    def __contains__(self, glyph: object) -> bool:
        """No: so that we are told of every glyph that is drawn, not of the first of its kind."""
        return False

    def __setitem__(self, glyph: int, text: str) -> None:
        is_silent = not self._owner.advances() and not text
        text = self._owner.from_the_left(text)
        self._owner.pending.append((glyph, self._code(glyph, text), is_silent))

    def _code(self, glyph: int, text: str) -> int:
        first = self.setdefault(glyph, text)
        if first == text or any(first in signs and text in signs for signs in _ALIKE):
            return glyph
        if (glyph, text) not in self._codes and self._next < _MOST_CODES:
            self._codes[glyph, text] = self._next
            self.more[self._next] = (glyph, text)
            self._next += 1
        return self._codes.get((glyph, text), glyph)


class CharacterCodes:
    """The codes of one PDF; filled while WeasyPrint draws it."""

    def __init__(self) -> None:
        #: Glyphs that are announced and not shown yet, their codes, and whether they are silent:
        #: neither stand for anything by themselves nor advance.
        self.pending: list[tuple[int, int, bool]] = []
        #: Whether the line runs to the left at the glyph announced last.
        self._leftwards = False
        #: By the name of the font in the file.
        self._fonts: dict[str, _Texts] = {}

    def listen(self, font: Any) -> None:  # noqa: ANN401  WeasyPrint's
        """Hear of every glyph of a font that is drawn from now on."""
        if not isinstance(font.to_unicode, _Texts):
            new = _Texts(font.glyph_count, self)
            font.to_unicode = self._fonts.setdefault(font.hash, new)

    def begin_line(self, advances: list[bool]) -> None:
        """Begin a line of glyphs, of which each advances or not."""
        self._leftwards, self._advances = False, iter(advances)

    def advances(self) -> bool:
        """Tell whether the glyph that is announced next advances."""
        return next(self._advances, True)

    def from_the_left(self, text: str) -> str:
        """Give a glyph's text as extraction expects it: from the left, to be turned round later.

        A mark has no direction: where it begins a run to the left, U+200F keeps it in the run.
        """
        if not runs_left(text):
            self._leftwards = self._leftwards and not any(map(_runs_right, text))
            return text
        begins, self._leftwards = not self._leftwards, True
        return f"{_RUN_BEGINS if begins and is_mark(text[-1]) else ''}{text[::-1]}"

    def spelled(self, shown: str) -> list[tuple[str, bool]]:
        """Put the codes into the operand of ``TJ`` that shows what was drawn first.

        It is parted where silent glyphs begin or end. No part has an empty string, after which
        PDFium misplaces what follows.
        """
        length = sum(len(found[1]) for found in _DRAWN.finditer(shown)) // _DIGITS
        # The first glyph of the next operand may be announced already.
        drawn, self.pending[:] = self.pending[:length], self.pending[length:]
        if all(glyph == code and not is_silent for glyph, code, is_silent in drawn):
            return [(shown.replace(_EMPTY, " ").strip(), False)]
        codes, parts = iter(drawn), [("", False)]
        for glyphs, gap in _PIECE.findall(shown):
            for _ in range(0, len(glyphs), _DIGITS):
                _, code, is_silent = next(codes)
                if parts[-1][1] != is_silent or not parts[-1][0]:
                    parts.append(("", is_silent))
                parts[-1] = (f"{parts[-1][0]}<{code:04x}>", is_silent)
            parts[-1] = (f"{parts[-1][0]}{gap} " if gap else parts[-1][0], parts[-1][1])
        return [(part.replace("><", "").strip(), is_silent) for part, is_silent in parts]

    def write(self, pdf: pydyf.PDF) -> None:
        """Say in a PDF that is about to be written what the codes draw, and what they read."""
        for name, texts in self._fonts.items():
            if texts.more:
                for reference in _references(pdf, name):
                    font = _numbered(pdf, reference)
                    _read(_numbered(pdf, font["ToUnicode"]), texts.more)
                    font["Encoding"] = _encoding(pdf, texts.more)


@contextmanager
def told_apart() -> Iterator[CharacterCodes]:
    """Give every glyph that is drawn meanwhile the code of what it stands for in its place."""
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.line_break import Layout

    codes, add, show = CharacterCodes(), Stream.add_font, Stream.show_text
    first_line = Layout.get_first_line

    def added(stream: Stream, font: Any) -> Any:  # noqa: ANN401
        found, size = add(stream, font)
        if not found.bitmap:
            codes.listen(found)
        return found, size

    def shown(stream: Stream, text: str) -> None:
        for part, is_silent in codes.spelled(text):
            if part and is_silent:
                stream.stream.append(_SILENT % part.encode())
            elif part:
                show(stream, part)

    def gathered(layout: Layout) -> tuple[Any, int | None]:
        line, index = first_line(layout)
        codes.begin_line(gather_marks(line, layout.text))
        return line, index

    own = vars(Stream).get("show_text")
    Stream.add_font, Stream.show_text, Layout.get_first_line = added, shown, gathered
    try:
        yield codes
    finally:
        Stream.add_font, Layout.get_first_line = add, first_line
        if own:
            Stream.show_text = own
        else:
            del Stream.show_text


def _runs_right(char: str) -> bool:
    return bidirectional(char) == "L"


def _references(pdf: pydyf.PDF, name: str) -> Iterator[bytes]:
    """Find a font by its name among the resources of the pages."""
    for each in pdf.objects:
        found = each.get(name) if isinstance(each, dict) else None
        if isinstance(found, bytes):
            yield found


def _read(stream: Stream, more: Mapping[int, tuple[int, str]]) -> None:
    """Add codes to a font's ToUnicode map."""
    lines = [
        f"<{code:04x}> <{(text or _MUTE).encode('utf-16-be').hex()}>"
        for code, (_, text) in more.items()
    ]
    at = stream.stream.index(b"endcmap")
    stream.stream[at:at] = _blocks("bfchar", lines)


def _numbered(pdf: pydyf.PDF, reference: bytes) -> Any:  # noqa: ANN401  a dictionary or a stream
    return pdf.objects[int(reference.split()[0])]


def _encoding(pdf: pydyf.PDF, more: Mapping[int, tuple[int, str]]) -> bytes:
    """Add a map from codes to glyphs (9.7.5): the font's own glyphs go by their numbers."""
    import pydyf

    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity")}
    named = {
        "Type": "/CMap",
        "CMapName": "/Platebook-Codes",
        "CIDSystemInfo": pydyf.Dictionary({**system, "Supplement": 0}),
        "WMode": 0,
    }
    lines = [f"<{code:04x}> {glyph}" for code, (glyph, _) in more.items()]
    content = [
        b"/CIDInit /ProcSet findresource begin",
        b"12 dict begin",
        b"begincmap",
        b"/CIDSystemInfo 3 dict dup begin",
        b"/Registry (Adobe) def /Ordering (Identity) def /Supplement 0 def",
        b"end def",
        b"/CMapName /Platebook-Codes def",
        b"/CMapType 1 def",
        b"/WMode 0 def",
        b"1 begincodespacerange",
        b"<0000> <ffff>",
        b"endcodespacerange",
        *_plain(min(more)),
        *_blocks("cidchar", lines),
        b"endcmap",
        b"CMapName currentdict /CMap defineresource pop",
        b"end",
        b"end",
    ]
    stream = pydyf.Stream(content, named, compress=True)
    pdf.add_object(stream)
    return stream.reference


def _plain(end: int) -> Iterator[bytes]:
    """Map glyphs to themselves; a range keeps to one first byte (Technical Note #5014)."""
    lines = [
        f"<{first:04x}> <{min(first + 255, end - 1):04x}> {first}" for first in range(0, end, 256)
    ]
    yield from _blocks("cidrange", lines)


def _blocks(kind: str, lines: list[str]) -> Iterator[bytes]:
    for first in range(0, len(lines), _BLOCK):
        block = lines[first : first + _BLOCK]
        yield f"{len(block)} begin{kind}".encode()
        yield from (line.encode() for line in block)
        yield f"end{kind}".encode()
