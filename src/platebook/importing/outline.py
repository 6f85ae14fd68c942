"""Divides an article into introduction, sections of plates, and closing.

An article with pictures is divided where they stand; a text without is divided by ``segment``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from platebook.importing import names
from platebook.importing.caption_blocks import Run, divide, with_captions
from platebook.importing.furniture import teaser
from platebook.importing.matching import Match, match_pictures
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, Photograph, Picture
from platebook.importing.segment import segment
from platebook.importing.text import folded, plain

#: Pixels on the longer side from which a copy is worth printing.
_PRINTABLE = 1600
#: Addresses that one picture has in an article at most.
_COPIES = 2
_COPY = "the copy that came with the article, {} × {} px: put the original in its place"


@dataclass(frozen=True, slots=True)
class OutlinePlate:
    """A plate to be: its picture in the article, its photograph, what may be its caption."""

    picture: Picture | None = None
    photograph: Photograph | None = None
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


def outline(article: Article, photographs: Sequence[Photograph]) -> Outline:
    """Divide an article; ``photographs`` are in the order that they have without it."""
    found = (
        _from_pictures(article, photographs)
        if article.pictures
        else _from_text(article, photographs)
    )
    return _with_teaser(found)


def _with_teaser(found: Outline) -> Outline:
    """Leave out a last paragraph that leads on to another article, if there is another closing."""
    if len(found.after) < 2 or not teaser(plain(found.after[-1].text)):
        return found
    last = found.after[-1]
    reason = "it leads on to another article"
    dropped = LeftOut("paragraph", plain(last.text), reason, last.origin)
    return replace(found, after=found.after[:-1], left_out=(*found.left_out, dropped))


def _from_text(article: Article, photographs: Sequence[Photograph]) -> Outline:
    """Divide a text without pictures among the photographs."""
    found = segment(article.blocks, photographs)
    order = [*dict.fromkeys(found.order)]
    order += [place for place in range(len(photographs)) if place not in set(order)]
    guess = "" if found.sure else f"found by {found.note}: please compare it with its photograph"
    plates = tuple(
        OutlinePlate(
            picture=_missing(found.missing.get(place, ""), article),
            photograph=None if place in found.missing else photographs[place],
            caption=found.captions.get(place, ()),
            credit=found.credits.get(place, ""),
            guess=guess if place in found.captions else "",
        )
        for place in order
    )
    notes = [
        f"The captions were found by {found.note}."
        if found.captions
        else f"In {article.origin.file} {found.note}."
    ]
    before, after, spare = (
        tuple(_as_paragraph(block) if block.kind is Kind.HEADING else block for block in part)
        for part in (found.before, found.after, found.spare)
    )
    return Outline(
        before,
        (OutlineSection(plates),),
        after,
        spare,
        tuple(notes) if article.blocks else (),
        caption_note=f"{article.origin.file}, by {found.note}",
    )


def _missing(name: str, article: Article) -> Picture | None:
    return Picture((name,), article.origin) if name else None


def _from_pictures(article: Article, photographs: Sequence[Photograph]) -> Outline:
    """Divide an article by its pictures and headings."""
    blocks, repeated = _without_repeated(with_captions(article.blocks))
    matches = match_pictures([block.picture for block in blocks if block.picture], photographs)
    runs = list(divide(blocks))
    plates = _plates(blocks, matches)
    sections, notes = _sections(runs, plates, article)
    before, between, after = _texts(runs, sectioned=len(sections) > 1 or bool(sections[0].title))
    spare, left = _spare(photographs, matches)
    if spare:
        last = sections[-1]
        sections[-1] = replace(last, plates=(*last.plates, *spare))
    return Outline(before, tuple(sections), after, between, tuple(notes), (*repeated, *left))


def _without_repeated(blocks: list[Block]) -> tuple[list[Block], list[LeftOut]]:
    """Show a picture once, where it has a caption: pages repeat one at their head."""
    first: dict[str, tuple[int, Picture]] = {}
    common = _common_stems([block.picture for block in blocks if block.picture])
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
        elif not picture.caption or folded(picture.caption) == folded(other.caption):
            drop[index] = block
    left = [
        LeftOut("picture", _name(block), "the article shows it twice", block.origin)
        for block in drop.values()
    ]
    return [block for index, block in enumerate(blocks) if index not in drop], left


def _common_stems(pictures: Sequence[Picture]) -> frozenset[str]:
    """Give the stems that more addresses share than one picture has: ``original``, ``image``."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in (picture.names[0] for picture in pictures if picture.names):
        found[names.stem(name)].add(re.split(r"[?#]", name)[0])
    return frozenset(stem for stem, addresses in found.items() if len(addresses) > _COPIES)


def _name(block: Block) -> str:
    return names.file_name(block.picture.names[0]) if block.picture and block.picture.names else ""


def _plates(blocks: Sequence[Block], matches: Mapping[int, Match]) -> Iterator[OutlinePlate]:
    """Give the plate of every picture in order."""
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


def _own_copy(picture: Picture) -> Photograph | None:
    """Give the copy of a picture that came with the article, where there is no better file."""
    if picture.path is None:
        return None
    name = names.file_name(picture.names[0]) if picture.names else "picture"
    stem = PurePosixPath(name).stem or "picture"
    notes = (_COPY.format(*picture.size),) if max(picture.size) < _PRINTABLE else ()
    return Photograph(
        picture.path,
        f"{stem}{picture.ending}",
        "",
        picture.size,
        0,
        member=picture.member,
        notes=notes,
    )


def _sections(
    runs: Sequence[Run], plates: Iterator[OutlinePlate], article: Article
) -> tuple[list[OutlineSection], list[str]]:
    """Make sections where two headings or more have pictures; else one without a title."""
    headed = [run for run in runs if run.heading and run.pictures]
    if len(headed) < 2:
        return [OutlineSection(tuple(plates))], []
    sections: list[OutlineSection] = []
    waiting: list[Block] = []
    for run in runs:
        own = tuple(next(plates) for _ in range(run.pictures))
        heading = run.heading
        if heading and not run.pictures and sections:
            waiting += [_as_paragraph(heading), *run.before]
        elif own:
            title = plain(heading.text) if heading else article.facts.get("title", "Photographs")
            guess = "" if heading else "these plates stand before the article’s first heading"
            tail = [] if run is headed[-1] else run.after
            text = (*waiting, *run.before, *run.between, *tail) if heading else tuple(run.between)
            sections.append(OutlineSection(own, title, tuple(text), guess))
            waiting = []
    return sections, [f"The article’s {len(headed)} headings became sections."]


def _as_paragraph(heading: Block) -> Block:
    marks = "#" * min(max(heading.level, 2), 6)
    return replace(heading, kind=Kind.PARAGRAPH, text=f"{marks} {heading.text}")


def _texts(
    runs: Sequence[Run], *, sectioned: bool
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]]:
    """Give the text before the first picture, between pictures, and after the last."""
    pictured = [index for index, run in enumerate(runs) if run.pictures]
    first, last = pictured[0], pictured[-1]
    if sectioned:
        early = (
            [block for run in runs[:first] for block in _all(run)] if runs[first].heading else []
        )
        lead = runs[0]
        start = early if runs[first].heading else [*lead.before, *lead.after]
        tail = [*runs[last].after, *(block for run in runs[last + 1 :] for block in _all(run))]
        return tuple(start), (), tuple(tail)
    before: list[Block] = []
    between: list[Block] = []
    after: list[Block] = []
    for index, run in enumerate(runs):
        heading = [_as_paragraph(run.heading)] if run.heading else []
        if index < first:
            before += [*heading, *run.before]
        elif index > last:
            after += [*heading, *run.before]
        else:
            target = before if index == first else between
            target += [*heading, *run.before]
            between += run.between
            (after if index == last else between).extend(run.after)
    return tuple(before), tuple(between), tuple(after)


def _all(run: Run) -> list[Block]:
    return [*([_as_paragraph(run.heading)] if run.heading else []), *run.before, *run.after]


def _spare(
    photographs: Sequence[Photograph], matches: Mapping[int, Match]
) -> tuple[tuple[OutlinePlate, ...], list[LeftOut]]:
    """Give plates to photographs that the article does not show, unless most are such."""
    taken = {id(match.photograph) for match in matches.values()}
    spare = [photo for photo in photographs if id(photo) not in taken]
    if len(spare) > len(taken) > 0:
        reason = "the article does not show it"
        return (), [
            LeftOut("photograph", photo.name, reason, Origin(photo.name)) for photo in spare
        ]
    guess = (
        "the article does not show this photograph, so that it stands at the end" if taken else ""
    )
    return tuple(OutlinePlate(photograph=photo, guess=guess) for photo in spare), []
