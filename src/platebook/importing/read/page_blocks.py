"""Sorts a page's blocks: above the headline, a label, repeated, below the end; or the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from platebook.importing import header_lines, names
from platebook.importing.model import Block, Kind, LeftOut
from platebook.importing.read import page_core
from platebook.importing.text import folded, plain

#: The note of a block that is all links.
LINK = "link"
_COPYRIGHT = re.compile(
    r".{0,60}(?:©|\(c\)|\bcopyright\b).{0,160}|.{0,160}\ball rights reserved.{0,60}", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?…。！？；؟।။][\"'”’»)\]」』]*$")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((https?://[^)\s]+)\)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
#: Letters of a label before a link.
_LABEL_LETTERS = 30
_LINKED_ITEM = re.compile(r"- \[[^\]]*\]\([^)]*\)\W*")
_MAIL = re.compile(r"\S+@\S+\.\w+\W*(?:\w{1,12}\W*)?")
#: Letters of a heading above the text that is a standfirst; of a line with the page's date.
_STANDFIRST, _LINE = 40, 120


def is_way_out(text: str, address: str, *, linked: bool) -> bool:
    """Return whether a paragraph only leads to other pages of the site, in any language.

    ``text`` is Markdown; ``linked`` says that it is all links. Else a short label may stand before
    them (``Read more:``), which is no sentence; the page's own address must be known for that.
    """
    links = _LINK.findall(text)
    if not links or not all(page_core.is_other_page(target, address) for _, target in links):
        return False
    if linked:
        return True
    label = plain(_LINK.sub("", text))
    led = sum(page_core.letters(plain(words)) for words, _ in links)
    short = page_core.letters(label) <= min(_LABEL_LETTERS, led)
    return bool(address) and short and not _SENTENCE_END.search(text.rstrip("*_ "))


def above_headline(blocks: Sequence[Block], at: int) -> tuple[list[LeftOut], list[Block]]:
    """Give what stands above the headline as left out, and the blocks; ``at`` is its place."""
    above = [block for block in blocks[:at] if not block.picture and not _is_text(block)]
    return _split(blocks, above, "it stands above the headline")


def above_text(
    blocks: Sequence[Block], facts: Mapping[str, str]
) -> tuple[list[LeftOut], list[Block]]:
    """Give labels and date lines between headline and text as left out, and the other blocks."""
    texts = (place for place, block in enumerate(blocks) if _is_text(block))
    first = next(texts, 0) if facts.get("title") else 0
    above = [
        block
        for block in blocks[:first]
        if (block.kind is Kind.PARAGRAPH and block.note not in CAPTIONS)
        or (block.kind is Kind.HEADING and page_core.letters(block.text) < _STANDFIRST)
    ]
    return _split(blocks, above, "it is a label above the text")


def _split(
    blocks: Sequence[Block], dropped: Sequence[Block], reason: str
) -> tuple[list[LeftOut], list[Block]]:
    """Give some blocks as left out, and the others."""
    out = {id(block) for block in dropped}
    left = [LeftOut("paragraph", plain(block.text), reason, block.origin) for block in dropped]
    return left, [block for block in blocks if id(block) not in out]


_KINDS = {Kind.PICTURE: "picture", Kind.HEADING: "heading", Kind.PARAGRAPH: "paragraph"}


def below_end(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Leave out headings that have nothing below them, and links and labels after the end."""
    kept = list(blocks)
    left: list[LeftOut] = []
    shown = [block.picture.names[:1] if block.picture else () for block in kept]
    own = (place for place, name in enumerate(shown) if name and name not in shown[:place])
    last = max(own, default=-1)
    ended = any(_is_text(block) for block in kept[last + 1 :])
    while len(kept) > last + 1:
        block = kept[-1]
        loose = block.kind is Kind.HEADING or block.note == LINK or (ended and not _is_text(block))
        if not loose or _is_text(block) or not (ended or last >= 0):
            break
        reason = "it stands below the end of the article"
        kept.pop()
        text = names.file_name(block.picture.names[0]) if block.picture else plain(block.text)
        left.insert(0, LeftOut(_KINDS[block.kind], text, reason, block.origin))
    return kept, left


#: The note of a paragraph that is the caption of a photograph, or of a whole gallery.
GALLERY = "the caption of a whole gallery"
CAPTIONS = ("caption", GALLERY)
#: Times that a short text stands in a page's text if it is a label; letters of a text that is not.
_OFTEN, _LABEL = 3, 80


def repeated(blocks: Sequence[Block]) -> tuple[list[LeftOut], list[Block]]:
    """Give labels that stand there again and again, and long paragraphs that stand there twice."""
    texts = [folded(plain(block.text)) if not block.picture else "" for block in blocks]
    counts = Counter(texts)
    again: list[Block] = []
    known: set[str] = set()
    for block, text in zip(blocks, texts, strict=True):
        long = page_core.letters(text) >= _LABEL
        if text and ((long and text in known) or (not long and counts[text] >= _OFTEN)):
            again.append(block)
        known.add(text)
    return _split(blocks, again, "the page says it several times")


def stranded(blocks: Sequence[Block], gaps: Collection[int]) -> tuple[list[LeftOut], list[Block]]:
    """Give headings of furniture that was left out; ``gaps`` are the places where it stood."""
    loose = []
    for place, block in enumerate(blocks):
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        ends = below is None or (below.kind is Kind.HEADING and below.level <= block.level)
        if block.kind is Kind.HEADING and place + 1 in gaps and ends:
            loose.append(block)
    return _split(blocks, loose, "what stood below it is left out")


def _is_text(block: Block) -> bool:
    """Return whether a block is text that people read: a sentence, or a long paragraph."""
    text = plain(block.text)
    if block.kind is not Kind.PARAGRAPH or block.note == LINK:
        return False
    if _COPYRIGHT.fullmatch(text) or _MAIL.fullmatch(text):
        return False
    items = block.text.split("\n") if block.text.startswith("- ") else []
    makers = (header_lines.byline(plain(item)) or header_lines.date(plain(item)) for item in items)
    if any(makers) and all(page_core.letters(item) < _LINE for item in items):
        return False
    if sum(_LINKED_ITEM.fullmatch(item) is not None for item in items) > len(items) / 2:
        return False
    return page_core.is_prose(text) or (
        _ENDS.search(text) is not None and not header_lines.dated(text)
    )
