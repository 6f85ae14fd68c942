"""Divides an article into introduction, sections of plates, and closing.

An article with pictures is divided where they stand, and captions that it does not mark are found
by its structure: a paragraph below each picture, words in italics, a heading and a text for each.
A text without pictures is divided by ``segment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath

from platebook.importing import names
from platebook.importing.line_types import teaser
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, PhotographFile, Picture
from platebook.importing.names import Match, match_pictures
from platebook.importing.plain_text import fold, plain
from platebook.importing.segment import segment

#: Pixels on the longer side from which a copy is worth printing.
_PRINTABLE = 1600
_COPY = "the copy that came with the article, {} × {} px: put the original in its place"


@dataclass(frozen=True, slots=True)
class OutlinePlate:
    """A plate to be: its picture in the article, its photograph, what may be its caption."""

    picture: Picture | None = None
    photograph: PhotographFile | None = None
    caption: tuple[Block, ...] = ()
    credit: str = ""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """Plates under a heading, with the text that stands there."""

    plates: tuple[OutlinePlate, ...]
    title: str = ""
    text: tuple[Block, ...] = ()
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """An article as the story will have it; ``notes`` say how it was divided."""

    before: tuple[Block, ...] = ()
    sections: tuple[OutlineSection, ...] = ()
    after: tuple[Block, ...] = ()
    between: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    caption_note: str = ""

    @property
    def plates(self) -> tuple[OutlinePlate, ...]:
        """All plates in their order."""
        return tuple(plate for section in self.sections for plate in section.plates)


def outline(article: Article, photographs: Sequence[PhotographFile]) -> Outline:
    """Divide an article; ``photographs`` are in the order that they have without it."""
    story = (
        _from_pictures(article, photographs)
        if article.pictures
        else _from_text(article, photographs)
    )
    return _with_teaser(story)


def _with_teaser(story: Outline) -> Outline:
    """Leave out a last paragraph that leads on to another article, if there is another closing."""
    if len(story.after) < 2 or not teaser(plain(story.after[-1].text)):
        return story
    last = story.after[-1]
    reason = "it leads on to another article"
    left_out = LeftOut("paragraph", plain(last.text), reason, last.origin)
    return replace(story, after=story.after[:-1], left_out=(*story.left_out, left_out))


def _from_text(article: Article, photographs: Sequence[PhotographFile]) -> Outline:
    """Divide a text without pictures among the photographs."""
    parts = segment(article.blocks, photographs)
    order = [*dict.fromkeys(parts.order)]
    order += [place for place in range(len(photographs)) if place not in set(order)]
    guess = (
        "" if parts.is_certain else f"found by {parts.note}: please compare it with its photograph"
    )
    plates = tuple(
        OutlinePlate(
            picture=Picture((name,), article.origin)
            if (name := parts.missing_files.get(place))
            else None,
            photograph=None if place in parts.missing_files else photographs[place],
            caption=parts.captions.get(place, ()),
            credit=parts.credits.get(place, ""),
            guess=guess if place in parts.captions else "",
        )
        for place in order
    )
    note = f"In {article.origin.file} {parts.note}."
    if parts.captions:
        note = f"The captions were found by {parts.note}."
    before, after, spare = (
        tuple(_as_paragraph(block) if block.kind is Kind.HEADING else block for block in part)
        for part in (parts.before, parts.after, parts.other_blocks)
    )
    return Outline(
        before,
        (OutlineSection(plates),),
        after,
        spare,
        (note,) if article.blocks else (),
        caption_note=f"{article.origin.file}, by {parts.note}",
    )


def _from_pictures(article: Article, photographs: Sequence[PhotographFile]) -> Outline:
    """Divide an article by its pictures and headings."""
    blocks, repeats = _without_repeated(with_captions(article.blocks))
    matches = match_pictures([block.picture for block in blocks if block.picture], photographs)
    runs = list(divide(blocks))
    plates = _plates(blocks, matches)
    sections, notes = _sections(runs, plates, article)
    before, between, after = _texts(runs, sectioned=len(sections) > 1 or bool(sections[0].title))
    spare, left = _spare(photographs, matches)
    if spare:
        last = sections[-1]
        sections[-1] = replace(last, plates=(*last.plates, *spare))
    return Outline(before, tuple(sections), after, between, tuple(notes), (*repeats, *left))


def _without_repeated(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Show a picture once, where it has a caption: pages repeat one at their head."""
    first: dict[str, tuple[int, Picture]] = {}
    common = names.common_stems(
        block.picture.names[0] for block in blocks if block.picture and block.picture.names
    )
    drop: dict[int, Block] = {}
    for index, block in enumerate(blocks):
        picture = block.picture
        stem = names.stem(picture.names[0]) if picture and picture.names else ""
        if not picture or not stem:
            continue
        stem = picture.names[0] if stem in common else stem
        place, other = first.setdefault(stem, (index, picture))
        if other is picture:
            continue
        if not other.caption and picture.caption:
            drop[place] = blocks[place]
            first[stem] = index, picture
        elif not picture.caption or fold(picture.caption) == fold(other.caption):
            drop[index] = block
    left = [
        LeftOut("picture", _name(block), "the article shows it twice", block.origin)
        for block in drop.values()
    ]
    return [block for index, block in enumerate(blocks) if index not in drop], left


def _name(block: Block) -> str:
    return names.file_name(block.picture.names[0]) if block.picture and block.picture.names else ""


def _plates(blocks: Sequence[Block], matches: Mapping[int, Match]) -> Iterator[OutlinePlate]:
    """Yield the plate of every picture in order."""
    for index, block in enumerate(block for block in blocks if block.picture):
        picture, match = block.picture, matches.get(index)
        assert picture  # noqa: S101
        caption = (
            (replace(block, text=picture.caption, kind=Kind.PARAGRAPH),) if picture.caption else ()
        )
        yield OutlinePlate(
            picture,
            match.photograph if match else _own_copy(picture),
            caption,
            picture.credit,
            match.guess if match else "",
        )


def _own_copy(picture: Picture) -> PhotographFile | None:
    """Return the copy of a picture that came with the article, where there is no better file."""
    if not (copy := picture.copy):
        return None
    name = names.file_name(picture.names[0]) if picture.names else "picture"
    stem = PurePosixPath(name).stem or "picture"
    notes = (_COPY.format(*copy.size),) if max(copy.size) < _PRINTABLE else ()
    name = f"{stem}{copy.ending}"
    return PhotographFile(copy.path, name, "", copy.size, 0, member=copy.member, notes=notes)


def _sections(
    runs: Sequence[ArticlePart], plates: Iterator[OutlinePlate], article: Article
) -> tuple[list[OutlineSection], list[str]]:
    """Make sections where two headings or more have pictures; else one without a title."""
    heading_runs = [run for run in runs if run.heading and run.pictures]
    if len(heading_runs) < 2:
        return [OutlineSection(tuple(plates))], []
    sections: list[OutlineSection] = []
    waiting: list[Block] = []
    for run in runs:
        own = tuple(next(plates) for _ in run.pictures)
        heading = run.heading
        if heading and not run.pictures and sections:
            waiting += [_as_paragraph(heading), *run.before]
        elif own:
            title = plain(heading.text) if heading else article.facts.get("title", "Photographs")
            guess = "" if heading else "these plates stand before the article’s first heading"
            tail = [] if run is heading_runs[-1] else run.after
            text = (*waiting, *run.before, *run.between, *tail) if heading else tuple(run.between)
            sections.append(OutlineSection(own, title, tuple(text), guess))
            waiting = []
    return sections, [f"The article’s {len(heading_runs)} headings became sections."]


def _as_paragraph(heading: Block) -> Block:
    marks = "#" * min(max(heading.level, 2), 6)
    return replace(heading, kind=Kind.PARAGRAPH, text=f"{marks} {heading.text}")


def _texts(
    runs: Sequence[ArticlePart], *, sectioned: bool
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]]:
    """Return the text before the first picture, between pictures, and after the last."""
    first, *others = [index for index, run in enumerate(runs) if run.pictures]
    last = others[-1] if others else first
    before = [block for run in runs[:first] for block in _above(run)]
    after = [*runs[last].after, *(block for run in runs[last + 1 :] for block in _above(run))]
    if sectioned:
        lead = [] if runs[first].heading else [*runs[first].before, *runs[first].after]
        return (*before, *lead), (), tuple(after)
    between = [*runs[first].between]
    for previous, run in pairwise(runs[first : last + 1]):
        between += [*previous.after, *_above(run), *run.between]
    return (*before, *_above(runs[first])), tuple(between), tuple(after)


def _above(run: ArticlePart) -> list[Block]:
    """Return the heading of a run, and the text before its pictures: all, where it has none."""
    return [*([_as_paragraph(run.heading)] if run.heading else []), *run.before]


def _spare(
    photographs: Sequence[PhotographFile], matches: Mapping[int, Match]
) -> tuple[tuple[OutlinePlate, ...], list[LeftOut]]:
    """Add plates for photographs that the article does not show, unless most are such."""
    used_ids = {id(match.photograph) for match in matches.values()}
    spare = [photo for photo in photographs if id(photo) not in used_ids]
    if len(spare) > len(used_ids) > 0:
        reason = "the article does not show it"
        return (), [
            LeftOut("photograph", photo.name, reason, Origin(photo.name)) for photo in spare
        ]
    guess = (
        "the article does not show this photograph, so that it stands at the end"
        if used_ids
        else ""
    )
    return tuple(OutlinePlate(photograph=photo, guess=guess) for photo in spare), []


#: Share of an article's pictures with captions from which those without are meant to have none.
_CAPTIONED, _REGULAR = 0.3, 0.8
_EMPHASISED = re.compile(r"([*_])(?![*_\s])(?:(?!\1).)+\1")
_SENTENCE = re.compile(r"\S{2,}(?:\s+\S+){3,}|[.!?]$")


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Attach captions to the pictures that they plainly belong to; take them out of the text."""
    return _fallen_back(_listicle(_caption_pictures(list(blocks))))


def _caption_pictures(blocks: list[Block]) -> list[Block]:
    """Attach to pictures without a caption the paragraph that is plainly theirs."""
    blocks = _caption_from_italics(blocks)
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
    return _move_captions(blocks, {at: gap[0] for at, gap in owners.items() if len(gap) == 1}, note)


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
        result += _texts_of(run)[1:] if last else []
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
