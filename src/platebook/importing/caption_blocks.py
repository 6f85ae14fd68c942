"""Gives the pictures of an article their captions, where its structure alone shows them.

For articles that mark no captions: a paragraph below each picture, words in italics, a heading and
a text for each picture, the text in brackets of Markdown's pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from platebook.importing.model import Block, Kind
from platebook.importing.text import plain

#: Share of an article's pictures with captions from which those without are meant to have none.
_CAPTIONED, _REGULAR = 0.3, 0.8
_EMPHASISED = re.compile(r"([*_])(?![*_\s])(?:(?!\1).)+\1")
_SENTENCE = re.compile(r"\S{2,}(?:\s+\S+){3,}|[.!?]$")


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Give pictures the captions that plainly belong to them, and take those out of the text."""
    return _fallen_back(_listicle(_captioned(list(blocks))))


def _captioned(blocks: list[Block]) -> list[Block]:
    """Give pictures without a caption the paragraph that is plainly theirs."""
    blocks = _emphasised(blocks)
    pictures = [index for index, block in enumerate(blocks) if block.picture]
    captions = sum(bool(blocks[index].picture.caption) for index in pictures)  # type: ignore[union-attr]
    if captions > len(pictures) * _CAPTIONED or len(pictures) < 2:
        return blocks
    gaps = [
        [place for place in range(at + 1, end) if blocks[place].kind is Kind.PARAGRAPH]
        for at, end in pairwise(pictures)
    ]
    single = sum(len(gap) == 1 for gap in gaps)
    if single < max(1, len(gaps) * _REGULAR):
        return blocks
    trailing = [i for i in range(pictures[-1] + 1, len(blocks)) if blocks[i].kind is Kind.PARAGRAPH]
    above = not trailing and pictures[0] > 0 and blocks[pictures[0] - 1].kind is Kind.PARAGRAPH
    owners = dict(zip(pictures[1:] if above else pictures, gaps, strict=False))
    edge = [pictures[0] - 1] if above else trailing[:1]
    owners[pictures[0] if above else pictures[-1]] = edge
    note = f"the paragraph {'above' if above else 'below'} the photograph in the article"
    return _moved(blocks, {at: gap[0] for at, gap in owners.items() if len(gap) == 1}, note)


def _fallen_back(blocks: list[Block]) -> list[Block]:
    """Let the text in brackets of Markdown's pictures be the caption, where it is a sentence."""
    found = []
    for block in blocks:
        picture = block.picture
        if picture and not picture.caption and _SENTENCE.search(picture.fallback):
            note = "the text in brackets of the picture: is it the caption, or the alt text?"
            own = replace(picture, caption=picture.fallback, alt="", note=note)
            block = replace(block, picture=own)
        found.append(block)
    return found


def _listicle(blocks: list[Block]) -> list[Block]:
    """Make heading and text captions where each heading has one picture: a list of places, say."""
    runs = list(divide(blocks))
    headed = [run for run in runs if run.heading and run.pictures]
    fits = all(run.pictures == 1 and len(_texts_of(run)) <= 3 for run in headed)
    bare = not any(block.picture and block.picture.caption for block in blocks)
    if len(headed) < 3 or not fits or not bare or runs[0].pictures:
        return blocks
    found = [*runs[0].before]
    for run in runs[1:]:
        if not run.pictures or not run.heading:
            found += [*filter(None, [run.heading]), *run.before]
            continue
        # After the last picture the text goes on: only its first paragraph is surely the caption.
        last = run is headed[-1]
        texts = _texts_of(run)[:1] if last else _texts_of(run)
        heading = run.heading
        caption = "\n\n".join(block.text for block in texts) or heading.text
        title = plain(heading.text) if texts else ""
        block = run.shown[0]
        if block.picture:
            picture = replace(block.picture, caption=caption, title=title)
            found.append(replace(block, picture=picture))
        found += _texts_of(run)[1:] if last else []
    return found


def _texts_of(run: Run) -> list[Block]:
    return [*run.before, *run.between, *run.after]


def _emphasised(blocks: list[Block]) -> list[Block]:
    """Take a paragraph in italics below a picture as its caption."""
    owners: dict[int, int] = {}
    for index in range(len(blocks) - 1):
        picture, below = blocks[index].picture, blocks[index + 1]
        bare = below.kind is Kind.PARAGRAPH and _EMPHASISED.fullmatch(below.text)
        if picture and not picture.caption and bare:
            owners[index] = index + 1
    return _moved(blocks, owners, "the paragraph in italics below the photograph")


def _moved(blocks: list[Block], owners: Mapping[int, int], note: str) -> list[Block]:
    """Make paragraphs the captions of pictures; ``owners`` has both by their place."""
    taken = set(owners.values())
    moved = []
    for index, block in enumerate(blocks):
        if index in owners and block.picture and not block.picture.caption:
            text = blocks[owners[index]].text
            text = text[1:-1] if _EMPHASISED.fullmatch(text) else text
            block = replace(block, picture=replace(block.picture, caption=text, note=note))
        if index not in taken:
            moved.append(block)
    return moved


@dataclass(slots=True)
class Run:
    """A heading (None before the first), and the texts before, between and after its pictures."""

    heading: Block | None
    before: list[Block]
    between: list[Block]
    after: list[Block]
    shown: list[Block]

    @property
    def pictures(self) -> int:
        """How many pictures stand under the heading."""
        return len(self.shown)


def divide(blocks: Sequence[Block]) -> Iterator[Run]:
    """Divide blocks at their headings."""
    run = Run(None, [], [], [], [])
    for block in blocks:
        if block.kind is Kind.HEADING:
            yield run
            run = Run(block, [], [], [], [])
        elif block.picture:
            run.between += run.after
            run.after = []
            run.shown.append(block)
        else:
            (run.after if run.pictures else run.before).append(block)
    yield run
