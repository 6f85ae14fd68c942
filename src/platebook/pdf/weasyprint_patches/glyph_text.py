"""Makes text extraction complete: every glyph maps to Unicode, and every line ends in a space.

For screen readers, search and copying.
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
