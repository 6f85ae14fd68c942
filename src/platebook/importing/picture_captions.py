"""Attaches captions to the pictures of an article by its structure, where no markup shows them.

A paragraph below or above each picture, words in italics, a heading and a text for each; and
credit lines below captions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from platebook.importing import caption_marks
from platebook.importing.model import Block, Kind
from platebook.importing.plain_text import plain
from platebook.importing.read.articles import credit_lines

#: Share of an article's pictures with captions from which those without are meant to have none.
_CAPTIONED, _REGULAR = 0.3, 0.8
#: Pictures from which numbers before their captions are a count.
_FEWEST = 3
_EMPHASISED = re.compile(r"([*_])(?![*_\s])(?:(?!\1).)+\1")
_SENTENCE = re.compile(r"\S{2,}(?:\s+\S+){3,}|[.!?]$")


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Attach captions to the pictures that they plainly belong to; take them out of the text."""
    blocks = _caption_pictures(_with_credit_lines(list(blocks)))
    return _without_numbers(_fallen_back(_listicle(blocks)))


def _with_credit_lines(blocks: list[Block]) -> list[Block]:
    """Take a line such as ``Photo: NAME`` below a picture, or below its caption, as its credit."""
    owners = credit_lines(blocks)
    credits = {above: plain(blocks[index].text) for index, above in owners.items()}
    for index, credit in credits.items():
        if index is not None and (picture := blocks[index].picture):
            picture = replace(picture, credit=picture.credit or credit)
            blocks[index] = replace(blocks[index], picture=picture)
    return [block for index, block in enumerate(blocks) if index not in owners]


def _without_numbers(blocks: list[Block]) -> list[Block]:
    """Take the numbers off captions that count their pictures: 1., 2., 3."""
    captions = [block.picture.caption for block in blocks if block.picture]
    numbers = [caption_marks.number(text) or 0 for text in captions]
    counted = numbers == [*range(1, len(captions) + 1)] or {*numbers} == {1}  # a list for each
    if len(captions) < _FEWEST or not counted:
        return blocks
    for index, block in enumerate(blocks):
        if block.picture:
            caption = caption_marks.without(block.picture.caption, caption_marks.NUMBERED)
            blocks[index] = replace(block, picture=replace(block.picture, caption=caption))
    return blocks


def _caption_pictures(blocks: list[Block]) -> list[Block]:
    """Attach to pictures without a caption the paragraph that is plainly theirs."""
    blocks = _caption_from_italics(blocks)
    pictures = [index for index, block in enumerate(blocks) if block.picture]
    captions = sum(bool(block.picture and block.picture.caption) for block in blocks)
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
    texts = [blocks[gap[0]].text for gap in gaps if len(gap) == 1]
    above = _stand_above(blocks, pictures[0], trailing[:1], texts)
    owners = dict(zip(pictures[1:] if above else pictures, gaps, strict=False))
    edge = [pictures[0] - 1] if above else trailing[:1]
    owners[pictures[0] if above else pictures[-1]] = edge
    note = f"the paragraph {'above' if above else 'below'} the photograph in the article"
    return _move_captions(blocks, {at: gap[0] for at, gap in owners.items() if len(gap) == 1}, note)


def _stand_above(
    blocks: Sequence[Block], first: int, trailing: Sequence[int], captions: Sequence[str]
) -> bool:
    """Return whether captions stand above their pictures: by their place, number, or length."""
    if not first or blocks[first - 1].kind is not Kind.PARAGRAPH:
        return False
    before = blocks[first - 1].text
    number, second = caption_marks.number(before), caption_marks.number(captions[0])
    if not trailing or (number is not None and second == number + 1):
        return True
    longest = max(map(len, captions))
    return len(before) <= longest < len(blocks[trailing[0]].text)


def _fallen_back(blocks: list[Block]) -> list[Block]:
    """Let the text in brackets of Markdown's pictures be the caption, where it is a sentence."""
    note = "the text in brackets of the picture: is it the caption, or the alt text?"
    return [
        replace(block, picture=replace(picture, caption=picture.fallback, alt="", note=note))
        if (picture := block.picture) and not picture.caption and _SENTENCE.search(picture.fallback)
        else block
        for block in blocks
    ]


def _listicle(blocks: list[Block]) -> list[Block]:
    """Make heading and text captions where each heading has one picture: a list of places, say."""
    runs = list(divide(blocks))
    heading_runs = [run for run in runs if run.heading and run.pictures]
    fits = all(len(run.pictures) == 1 and len(_texts_of(run)) <= 3 for run in heading_runs)
    bare = not any(block.picture and block.picture.caption for block in blocks)
    if len(heading_runs) < 3 or not fits or not bare or runs[0].pictures:
        return blocks
    result = [*runs[0].before]
    for run in runs[1:]:
        if not run.pictures or not run.heading:
            result += [*filter(None, [run.heading]), *run.before]
            continue
        # After the last picture the text goes on: only its first paragraph is surely the caption.
        last = run is heading_runs[-1]
        texts = _texts_of(run)[:1] if last else _texts_of(run)
        heading = run.heading
        caption = "\n\n".join(block.text for block in texts) or heading.text
        title = plain(heading.text) if texts else ""
        block = run.pictures[0]
        if block.picture:
            picture = replace(block.picture, caption=caption, title=title)
            result.append(replace(block, picture=picture))
        result += _texts_of(run)[len(texts) :]
    return result


def _texts_of(run: ArticlePart) -> list[Block]:
    return [*run.before, *run.between, *run.after]


def _caption_from_italics(blocks: list[Block]) -> list[Block]:
    """Take a paragraph in italics below a picture as its caption."""
    owners: dict[int, int] = {}
    for index in range(len(blocks) - 1):
        picture, below = blocks[index].picture, blocks[index + 1]
        bare = below.kind is Kind.PARAGRAPH and _EMPHASISED.fullmatch(below.text)
        if picture and not picture.caption and bare:
            owners[index] = index + 1
    return _move_captions(blocks, owners, "the paragraph in italics below the photograph")


def _move_captions(blocks: list[Block], owners: Mapping[int, int], note: str) -> list[Block]:
    """Make paragraphs the captions of pictures; ``owners`` has both by their place."""
    owned = set(owners.values())
    result = []
    for index, block in enumerate(blocks):
        if index in owners and block.picture and not block.picture.caption:
            text = blocks[owners[index]].text
            text = text[1:-1] if _EMPHASISED.fullmatch(text) else text
            block = replace(block, picture=replace(block.picture, caption=text, note=note))
        if index not in owned:
            result.append(block)
    return result


@dataclass(slots=True)
class ArticlePart:
    """A heading (None before the first), and the texts before, between and after its pictures."""

    heading: Block | None
    before: list[Block]
    between: list[Block]
    after: list[Block]
    pictures: list[Block]


def divide(blocks: Sequence[Block]) -> Iterator[ArticlePart]:
    """Divide blocks at their headings."""
    run = ArticlePart(None, [], [], [], [])
    for block in blocks:
        if block.kind is Kind.HEADING:
            yield run
            run = ArticlePart(block, [], [], [], [])
        elif block.picture:
            run.between += run.after
            run.after = []
            run.pictures.append(block)
        else:
            (run.after if run.pictures else run.before).append(block)
    yield run
