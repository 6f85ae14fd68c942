"""Mends what a PDF's letters say: every glyph stands for something, and every line ends in a space.

For whoever takes the text out of a file, by ear or by clipboard.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from platebook.pdf.tags.actual_text import reads_otherwise
from platebook.pdf.tags.marked_content import Leaf, Marks

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

#: A glyph that stands for no character in a ToUnicode map (ISO 32000-1, 9.10.3).
_MUTE = re.compile(rb"(<[0-9a-f]+>) <>")
#: It says "more of the same", and nothing that is heard or seen: a word joiner, U+2060.
_JOINER = rb"\1 <2060>"
#: A space of another width, or that no line is broken at, may be drawn by the glyph of any other:
#: what is said of it first would stand for all.
_ODD_SPACE, _SPACE = re.compile(rb" <(?:00a0|200[0-9a]|202f|205f)>"), b" <0020>"
_SPACES = frozenset(" \u00a0\u202f\u205f").union(map(chr, range(0x2000, 0x200B)))
_SHOW, _FONT = b"] TJ", b" Tf"


def map_every_glyph(pdf: pydyf.PDF) -> None:
    """Let every glyph stand for a character (PDF/A-2u, 6.2.11.7.2), and spaces for plain ones.

    Where several glyphs draw one syllable, WeasyPrint says all of it of the first, and nothing of
    the others: those stand for a joiner.
    """
    import pydyf

    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and b"begincmap" in each.stream:
            lines = (_MUTE.sub(_JOINER, line) for line in each.stream)
            each.stream = [_ODD_SPACE.sub(_SPACE, line) for line in lines]


def paint_spaces(document: Document, marks: Marks, said: Mapping[Leaf, str]) -> None:
    """Paint the space at the end of a line, where the layout left it out.

    Only a painted space parts two words (ISO 32000-1, 14.8.2.5). One at a line's end moves nothing.
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
