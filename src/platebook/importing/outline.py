"""Divides an article into introduction, sections of plates, and closing.

An article with pictures is divided where they stand, and captions that it does not mark are found
by its structure: a paragraph below each picture, words in italics, a heading and a text for each.
A text without pictures is divided by ``segment``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath

from platebook.importing import caption_marks, names
from platebook.importing.line_types import teaser
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, PhotographFile, Picture
from platebook.importing.names import Match, match_pictures
from platebook.importing.picture_captions import ArticlePart, divide, with_captions
from platebook.importing.plain_text import fold, plain
from platebook.importing.segment import Segments, segment

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
    divide_article = _from_pictures if article.pictures else _from_text
    return _without_teaser(divide_article(article, photographs))


def _without_teaser(story: Outline) -> Outline:
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
    plates = tuple(_plate_of_text(parts, place, photographs, article.origin) for place in order)
    note = f"In {article.origin.file} {parts.note}."
    if parts.captions:
        note = f"The captions were found by {parts.note}."
    before, after, spare = (
        tuple(_as_paragraph(block) if block.kind is Kind.HEADING else block for block in part)
        for part in (parts.before, parts.after, parts.other_blocks)
    )
    left: tuple[LeftOut, ...] = ()
    if parts.captions and before and caption_marks.HEADING.fullmatch(plain(before[-1].text)):
        *texts, heading = before
        before, reason = tuple(texts), "it is the heading of the captions"
        left = (LeftOut("heading", plain(heading.text), reason, heading.origin),)
    return Outline(
        before,
        (OutlineSection(plates),),
        after,
        spare,
        (note,) if article.blocks else (),
        left,
        caption_note=f"{article.origin.file}, by {parts.note}",
    )


def _plate_of_text(
    parts: Segments, place: int, photographs: Sequence[PhotographFile], origin: Origin
) -> OutlinePlate:
    """Return the plate of a caption, with its photograph or the file name of a missing one."""
    name = parts.missing_files.get(place)
    doubt = f"found by {parts.note}: please compare it with its photograph"
    is_doubtful = place in parts.captions and not parts.is_certain
    return OutlinePlate(
        Picture((name,), origin) if name else None,
        None if place in parts.missing_files else photographs[place],
        parts.captions.get(place, ()),
        parts.credits.get(place, ""),
        doubt if is_doubtful else "",
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
    drop: dict[int, str] = {}
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
            drop[place] = other.names[0]
            first[stem] = index, picture
        elif not picture.caption or fold(picture.caption) == fold(other.caption):
            drop[index] = picture.names[0]
    why = "the article shows it twice"
    left = [
        LeftOut("picture", names.file_name(name), why, blocks[index].origin)
        for index, name in drop.items()
    ]
    return [block for index, block in enumerate(blocks) if index not in drop], left


def _plates(blocks: Sequence[Block], matches: Mapping[int, Match]) -> Iterator[OutlinePlate]:
    """Yield the plate of every picture in order."""
    shown = [(block, block.picture) for block in blocks if block.picture]
    for index, (block, picture) in enumerate(shown):
        caption: tuple[Block, ...] = ()
        if picture.caption:
            caption = (replace(block, text=picture.caption, kind=Kind.PARAGRAPH),)
        match = matches.get(index)
        photograph, guess = (match.photograph, match.guess) if match else (_own_copy(picture), "")
        yield OutlinePlate(picture, photograph, caption, picture.credit, guess)


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
        why = "the article does not show it"
        return (), [LeftOut("photograph", photo.name, why, Origin(photo.name)) for photo in spare]
    doubt = "the article does not show this photograph, so that it stands at the end"
    guess = doubt if used_ids else ""
    return tuple(OutlinePlate(photograph=photo, guess=guess) for photo in spare), []
