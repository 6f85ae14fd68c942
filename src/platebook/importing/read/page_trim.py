"""Leaves out what stands above the headline and below the end of a page's article.

Kickers and the like before the headline; headings with nothing below them, and links, at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from platebook.importing.model import Block, Kind, LeftOut
from platebook.importing.text import plain

#: The note of a block that is all links.
LINK = "link"
#: Characters from which a text is a paragraph whatever its last sign is.
_PARAGRAPH = 80
_COPYRIGHT = re.compile(r"(?:©|copyright|\(c\))\s.{0,160}$", re.IGNORECASE)
_ENDS = (".", "!", "?", "…", ".”", ".’", "”", '"', "»", ")", ":", "。", "！", "？", "؟", "।")


def above_headline(blocks: Sequence[Block], at: int) -> tuple[list[LeftOut], list[Block]]:
    """Give what stands above the headline as left out, and the blocks; ``at`` is its place."""
    above = [block for block in blocks[:at] if not block.picture and not _is_real(block)]
    dropped = {id(block) for block in above}
    left = [
        LeftOut("paragraph", plain(block.text), "it stands above the headline", block.origin)
        for block in above
    ]
    return left, [block for block in blocks if id(block) not in dropped]


def below_end(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Leave out headings that have nothing below them, and links and labels after the end."""
    kept = list(blocks)
    left: list[LeftOut] = []
    last = max((place for place, block in enumerate(kept) if block.picture), default=-1)
    ended = any(_is_real(block) for block in kept[last + 1 :])
    while len(kept) > last + 1 and last >= 0:
        block = kept[-1]
        loose = block.kind is Kind.HEADING or block.note == LINK or (ended and not _is_real(block))
        if not loose or _is_real(block):
            break
        reason = "it stands below the end of the article"
        left.insert(0, LeftOut("paragraph", plain(block.text), reason, block.origin))
        kept.pop()
    return kept, left


def _is_real(block: Block) -> bool:
    """Return whether a block is text that people read: a sentence, or a long paragraph."""
    text = plain(block.text)
    if block.kind is Kind.HEADING or block.note == LINK or _COPYRIGHT.match(text):
        return False
    return len(text) >= _PARAGRAPH or text.endswith(_ENDS)
