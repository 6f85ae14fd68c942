"""Maps the text of each grapheme cluster to one of its glyphs, the one with an advance width.

Pango maps a mark's glyph to the mark's own text. Programs that extract text sort glyphs by their
position, and a mark may lie anywhere over its base: it would be read after another letter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from platebook.graphemes import IGNORABLE, is_mark

#: Pango's glyph for what is not drawn (``PANGO_GLYPH_EMPTY``).
_EMPTY = 0x0FFFFFFF


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
        drawn = [at for at in members if glyphs[at].glyph != _EMPTY] or members
        bearer = next((at for at in drawn if advances[at]), drawn[0])
        for at in members:
            behind = at < bearer if leftwards else at > bearer
            clusters[at] = end if behind else start
    return (advances[at] for at in range(count) if glyphs[at].glyph != _EMPTY)


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
