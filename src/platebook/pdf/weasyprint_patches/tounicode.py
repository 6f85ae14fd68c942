"""Maps every glyph to the text it stands for, for screen readers, search and copying.

A font may draw ba and ta with the same glyph and different dots, or a Hindi vowel before the
letter that it follows. WeasyPrint maps each glyph to the text that it had first (ISO 32000-1,
9.10.3), so that search and copying give other words than are printed. Here a glyph has one
character code for each text that it stands for, and the font's encoding maps them to the glyph.

Pango maps a mark's glyph to the mark's own text, and programs that extract text sort glyphs by
their position: a mark that lies over its base would be read after another letter. So the text of
each grapheme cluster goes to one glyph with a width. The space at the end of each line is painted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from platebook.graphemes import IGNORABLE, is_mark, runs_left, runs_rightwards
from platebook.pdf.pdf_objects import object_of
from platebook.pdf.tags.marked_content import Leaf, Marks, reads_otherwise
from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document
    from weasyprint.pdf.stream import Stream

_DRAWN = re.compile(r"<([0-9a-f]+)>")
#: An empty string; PDFium misplaces what follows it.
_EMPTY = "<>"
#: Glyphs without text of their own, such as a mark whose text is part of its base's (14.9.4).
_SILENT = b"/Span <</ActualText <feff>>> BDC\n[%b] TJ\nEMC"
_PIECE = re.compile(r"<([0-9a-f]*)>|(-?[\d.]+)")
_DIGITS = 4  #: hexadecimal digits of a glyph number
_SPACES = frozenset(" \u00a0\u202f\u205f").union(map(chr, range(0x2000, 0x200B)))
#: Characters that may share a glyph and are read alike.
_ALIKE = (frozenset("-\u00ad\u2010\u2011"), _SPACES)
#: U+2060 for glyphs without text of their own (see ``map_every_glyph``).
_MUTE = "\u2060"
_RUN_BEGINS = "\u200f"
#: Needed for each glyph that is drawn; a book has few different texts of glyphs.
_runs_left = lru_cache(maxsize=1024)(runs_left)
#: The most entries of a block in a CMap (Adobe Technical Note #5014).
_BLOCK = 100
_MOST_CODES = 0xFFFF


class _GlyphTexts(dict[int, str]):
    """The ToUnicode mapping of a font; WeasyPrint looks up each glyph in it before drawing."""

    def __init__(self, glyphs: int, codes: CharacterCodes) -> None:
        super().__init__()
        #: Codes above the glyph count: glyph and text of each.
        self.more: dict[int, tuple[int, str]] = {}
        self._codes: dict[tuple[int, str], int] = {}
        self._next, self._owner = glyphs, codes

    def __contains__(self, glyph: object) -> bool:
        """Always False, so that WeasyPrint calls ``__setitem__`` for every glyph."""
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
    """The character codes of one PDF; filled while WeasyPrint draws it."""

    def __init__(self) -> None:
        #: Glyphs that are looked up and not shown yet, their codes, and whether they are silent:
        #: without text of their own and without an advance width.
        self.pending: list[tuple[int, int, bool]] = []
        #: Whether the last glyph is in a right-to-left run.
        self._leftwards = False
        #: By the font's resource name.
        self._fonts: dict[str, _GlyphTexts] = {}

    def watch(self, font: Any) -> None:  # noqa: ANN401  WeasyPrint's
        """Record every glyph of a font that is drawn from now on."""
        if not isinstance(font.to_unicode, _GlyphTexts):
            new = _GlyphTexts(font.glyph_count, self)
            font.to_unicode = self._fonts.setdefault(font.hash, new)

    def begin_line(self, advances: list[bool]) -> None:
        """Begin a line; ``advances`` says of each glyph whether it has an advance width."""
        self._leftwards, self._advances = False, iter(advances)

    def advances(self) -> bool:
        """Return whether the next glyph has an advance width."""
        return next(self._advances, True)

    def from_the_left(self, text: str) -> str:
        """Return a glyph's text in visual order, as text extraction expects it.

        A combining mark has no direction: where it begins a right-to-left run, U+200F keeps it in
        the run.
        """
        if not _runs_left(text):
            self._leftwards = self._leftwards and not runs_rightwards(text)
            return text
        begins, self._leftwards = not self._leftwards, True
        return f"{_RUN_BEGINS if begins and is_mark(text[-1]) else ''}{text[::-1]}"

    def spell(self, operand: str) -> list[tuple[str, bool]]:
        """Replace glyph numbers in an operand of ``TJ`` by character codes.

        The operand is split where silent glyphs begin or end. No part has an empty string, after
        which PDFium misplaces the following glyphs.
        """
        length = sum(len(match[1]) for match in _DRAWN.finditer(operand)) // _DIGITS
        # The first glyph of the next operand may be looked up already.
        glyph_codes, self.pending[:] = self.pending[:length], self.pending[length:]
        if all(glyph == code and not is_silent for glyph, code, is_silent in glyph_codes):
            return [(operand.replace(_EMPTY, " ").strip(), False)]
        codes, parts = iter(glyph_codes), [("", False)]
        for glyphs, gap in _PIECE.findall(operand):
            for _ in range(0, len(glyphs), _DIGITS):
                _, code, is_silent = next(codes)
                if parts[-1][1] != is_silent or not parts[-1][0]:
                    parts.append(("", is_silent))
                parts[-1] = (f"{parts[-1][0]}<{code:04x}>", is_silent)
            parts[-1] = (f"{parts[-1][0]}{gap} " if gap else parts[-1][0], parts[-1][1])
        return [(part.replace("><", "").strip(), is_silent) for part, is_silent in parts]

    def write(self, pdf: pydyf.PDF) -> None:
        """Add encodings and ToUnicode entries for the codes to a PDF."""
        for name, texts in self._fonts.items():
            if texts.more:
                for reference in _references(pdf, name):
                    font = object_of(pdf, reference)
                    _read(object_of(pdf, font["ToUnicode"]), texts.more)
                    font["Encoding"] = _add_encoding(pdf, texts.more)


@contextmanager
def unambiguous_codes(codes: CharacterCodes) -> Iterator[None]:
    """Replace glyph numbers by unambiguous character codes in everything drawn in this block."""
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.line_break import Layout

    add, show = Stream.add_font, Stream.show_text
    first_line = Layout.get_first_line

    def add_glyphs(stream: Stream, font: Any) -> Any:  # noqa: ANN401
        font_key, size = add(stream, font)
        if not font_key.bitmap:
            codes.watch(font_key)
        return font_key, size

    def show_text(stream: Stream, text: str) -> None:
        for part, is_silent in codes.spell(text):
            if part and is_silent:
                stream.stream.append(_SILENT % part.encode())
            elif part:
                show(stream, part)

    def gather(layout: Layout) -> tuple[Any, int | None]:
        line, index = first_line(layout)
        codes.begin_line(gather_marks(line, layout.text))
        return line, index

    with (
        replaced(Stream, add_font=add_glyphs, show_text=show_text),
        replaced(Layout, get_first_line=gather),
    ):
        yield


def _references(pdf: pydyf.PDF, name: str) -> Iterator[bytes]:
    """Find the references to a font by its resource name."""
    for pdf_object in pdf.objects:
        reference = pdf_object.get(name) if isinstance(pdf_object, dict) else None
        if isinstance(reference, bytes):
            yield reference


def _read(stream: Stream, more: Mapping[int, tuple[int, str]]) -> None:
    """Add codes to a font's ToUnicode map."""
    lines = [
        f"<{code:04x}> <{(text or _MUTE).encode('utf-16-be').hex()}>"
        for code, (_, text) in more.items()
    ]
    at = stream.stream.index(b"endcmap")
    stream.stream[at:at] = _blocks("bfchar", lines)


def _add_encoding(pdf: pydyf.PDF, more: Mapping[int, tuple[int, str]]) -> bytes:
    """Add an encoding CMap (9.7.5): codes up to the glyph count map to themselves."""
    import pydyf

    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity")}
    entries = {
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
    stream = pydyf.Stream(content, entries, compress=True)
    pdf.add_object(stream)
    return stream.reference


def _plain(end: int) -> Iterator[bytes]:
    """Map codes to equal glyph numbers; a range has one first byte (Technical Note #5014)."""
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


#: Pango's glyph for what is not drawn (``PANGO_GLYPH_EMPTY``).
_UNDRAWN = 0x0FFFFFFF


def gather_marks(line: Any, text: str) -> list[bool]:  # noqa: ANN401  Pango's
    """Change the clusters of a line's glyphs (``log_clusters``) so that marks are of their letter.

    WeasyPrint reads from them which bytes of ``text`` a glyph stands for: those from its own
    number to the next glyph's, in the order of the text. Returns of each drawn glyph whether
    it advances, as spacing marks do, which keep their own text.
    """
    if text.isascii():
        return []
    starts, advances = _starts(text), list[bool]()
    run = line.runs[0]
    while run:
        advances += _gather(run.data, starts)
        run = run.next
    return advances


def _starts(text: str) -> list[int]:
    """Return the byte at which the cluster of each byte begins."""
    starts: list[int] = []
    for char in text:
        size = len(char.encode())
        extends = is_mark(char) or IGNORABLE.match(char)
        start = starts[-1] if extends and starts else len(starts)
        starts += [start] * size
    return starts


def _gather(item: Any, starts: list[int]) -> Iterator[bool]:  # noqa: ANN401
    count, glyphs = item.glyphs.num_glyphs, item.glyphs.glyphs
    clusters, length = item.glyphs.log_clusters, item.item.length
    advances = [glyphs[at].geometry.width != 0 for at in range(count)]
    groups = list(_groups(item, starts, advances))
    leftwards = item.item.analysis.level % 2
    for number, (start, members) in enumerate(groups):
        if len(members) == 1:
            continue
        after = number - 1 if leftwards else number + 1
        end = groups[after][0] if 0 <= after < len(groups) else length
        visible_members = [at for at in members if glyphs[at].glyph != _UNDRAWN] or members
        bearer = next((at for at in visible_members if advances[at]), visible_members[0])
        for at in members:
            behind = at < bearer if leftwards else at > bearer
            clusters[at] = end if behind else start
    return (advances[at] for at in range(count) if glyphs[at].glyph != _UNDRAWN)


def _groups(
    item: Any,  # noqa: ANN401
    starts: list[int],
    advances: list[bool],
) -> Iterator[tuple[int, list[int]]]:
    """Yield the glyphs that share a text, in the order of drawing, with where the text begins."""
    offset: int = item.item.offset
    clusters = item.glyphs.log_clusters
    heads: list[int] = sorted({0, *(clusters[at] for at, moves in enumerate(advances) if moves)})

    def start(at: int) -> int:
        own: int = clusters[at]
        return max(heads[bisect_right(heads, own) - 1], starts[offset + own] - offset)

    for _, members in groupby(range(len(advances)), key=start):
        glyphs = list(members)
        yield min(clusters[at] for at in glyphs), glyphs


#: A glyph without text in a ToUnicode map (ISO 32000-1, 9.10.3).
_TEXTLESS = re.compile(rb"(<[0-9a-f]+>) <>")
#: U+2060 WORD JOINER: neither read aloud nor visible.
_JOINER = rb"\1 <2060>"
#: Spaces of other widths and no-break spaces may share the glyph of U+0020, and the first mapping
#: would apply to all of them.
_ODD_SPACE, _SPACE = re.compile(rb" <(?:00a0|200[0-9a]|202f|205f)>"), b" <0020>"
_SHOW, _FONT = b"] TJ", b" Tf"


def map_every_glyph(pdf: pydyf.PDF) -> None:
    """Map every glyph to a character (PDF/A-2u, 6.2.11.7.2), and odd spaces to U+0020.

    Where several glyphs draw one syllable, WeasyPrint maps the first to all of its text and the
    others to nothing: those are mapped to U+2060.
    """
    import pydyf

    for pdf_object in pdf.objects:
        if isinstance(pdf_object, pydyf.Stream) and b"begincmap" in pdf_object.stream:
            lines = (_TEXTLESS.sub(_JOINER, line) for line in pdf_object.stream)
            pdf_object.stream = [_ODD_SPACE.sub(_SPACE, line) for line in lines]


def paint_spaces(document: Document, marks: Marks, texts: Mapping[Leaf, str]) -> None:
    """Paint the space at the end of a line, which the layout leaves out.

    Only a painted space separates two words (ISO 32000-1, 14.8.2.5); at a line's end it moves
    nothing.
    """
    spaces = {
        font.hash.encode(): next(
            (g for g, text in font.to_unicode.items() if text in _SPACES), None
        )
        for font in document.fonts.values()
    }
    lacking = {
        (leaf.page, leaf.mcid)
        for leaf, text in texts.items()
        if text.endswith(" ") and leaf.text.strip() and not reads_otherwise(leaf, text)
    }
    for page, stream in enumerate(marks.streams):
        _space(stream.stream, page, lacking, spaces)


def _space(
    items: list[Any],
    page: int,
    lacking: Collection[tuple[int, int]],
    spaces: Mapping[bytes, int | None],
) -> None:
    mark, font, place = -1, b"", -1
    for index, item in enumerate(items):
        if isinstance(item, dict) and "MCID" in item:
            mark, place = item["MCID"], -1
        elif isinstance(item, bytes) and item.endswith(_FONT):
            font = item.split()[0][1:]
        elif isinstance(item, bytes) and item.endswith(_SHOW):
            place = index
        elif item == b"EMC" and (page, mark) in lacking and place >= 0:
            glyph = spaces.get(font)
            if glyph is not None and b"<%04x>" % glyph not in items[place][-12:]:
                items[place] = items[place].removesuffix(_SHOW) + b"<%04x>" % glyph + _SHOW
