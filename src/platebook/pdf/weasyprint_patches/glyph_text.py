"""Maps every glyph to the text it stands for, and paints the space at the end of each line.

For screen readers, search and copying. Pango maps a mark's glyph to the mark's own text, and
programs that extract text sort glyphs by their position: a mark that lies over its base would be
read after another letter. So the text of each grapheme cluster goes to one glyph with a width."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from platebook.graphemes import IGNORABLE, is_mark
from platebook.pdf.tags.marked_content import Leaf, Marks, reads_otherwise

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

#: Pango's glyph for what is not drawn (``PANGO_GLYPH_EMPTY``).
_UNDRAWN = 0x0FFFFFFF


def gather_marks(line: Any, text: str) -> list[bool]:  # noqa: ANN401  Pango's
    """Change the clusters of a line's glyphs (``log_clusters``) so that marks are of their letter.

    WeasyPrint reads from them which bytes of ``text`` a glyph stands for: those from its own
    number to the next glyph's, in the order of the text. Gives of each glyph that is drawn whether
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
    """Give the byte at which the cluster of each byte begins."""
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
        drawn = [at for at in members if glyphs[at].glyph != _UNDRAWN] or members
        bearer = next((at for at in drawn if advances[at]), drawn[0])
        for at in members:
            behind = at < bearer if leftwards else at > bearer
            clusters[at] = end if behind else start
    return (advances[at] for at in range(count) if glyphs[at].glyph != _UNDRAWN)


def _groups(
    item: Any,  # noqa: ANN401
    starts: list[int],
    advances: list[bool],
) -> Iterator[tuple[int, list[int]]]:
    """Give the glyphs that share a text, in the order of drawing, with where the text begins."""
    offset: int = item.item.offset
    clusters = item.glyphs.log_clusters
    heads: list[int] = sorted({0, *(clusters[at] for at, moves in enumerate(advances) if moves)})

    def start(at: int) -> int:
        own: int = clusters[at]
        return max(heads[bisect_right(heads, own) - 1], starts[offset + own] - offset)

    for _, members in groupby(range(len(advances)), key=start):
        found = list(members)
        yield min(clusters[at] for at in found), found


#: A glyph without text in a ToUnicode map (ISO 32000-1, 9.10.3).
_MUTE = re.compile(rb"(<[0-9a-f]+>) <>")
#: U+2060 WORD JOINER: neither read aloud nor visible.
_JOINER = rb"\1 <2060>"
#: Spaces of other widths and no-break spaces may share the glyph of U+0020, and the first mapping
#: would apply to all of them.
_ODD_SPACE, _SPACE = re.compile(rb" <(?:00a0|200[0-9a]|202f|205f)>"), b" <0020>"
_SPACES = frozenset(" \u00a0\u202f\u205f").union(map(chr, range(0x2000, 0x200B)))
_SHOW, _FONT = b"] TJ", b" Tf"


def map_every_glyph(pdf: pydyf.PDF) -> None:
    """Map every glyph to a character (PDF/A-2u, 6.2.11.7.2), and odd spaces to U+0020.

    Where several glyphs draw one syllable, WeasyPrint maps the first to all of its text and the
    others to nothing: those are mapped to U+2060.
    """
    import pydyf

    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and b"begincmap" in each.stream:
            lines = (_MUTE.sub(_JOINER, line) for line in each.stream)
            each.stream = [_ODD_SPACE.sub(_SPACE, line) for line in lines]


def paint_spaces(document: Document, marks: Marks, said: Mapping[Leaf, str]) -> None:
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
        for leaf, text in said.items()
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
    mark, font, shown = -1, b"", -1
    for index, item in enumerate(items):
        if isinstance(item, dict) and "MCID" in item:
            mark, shown = item["MCID"], -1
        elif isinstance(item, bytes) and item.endswith(_FONT):
            font = item.split()[0][1:]
        elif isinstance(item, bytes) and item.endswith(_SHOW):
            shown = index
        elif item == b"EMC" and (page, mark) in lacking and shown >= 0:
            glyph = spaces.get(font)
            if glyph is not None and b"<%04x>" % glyph not in items[shown][-12:]:
                items[shown] = items[shown].removesuffix(_SHOW) + b"<%04x>" % glyph + _SHOW
