"""Finds which paragraphs of a text are the captions of which photographs.

For texts that do not show it by their markup: pasted from a page, say. Marks are looked for first
(file names, numbers, a credit line under every caption), then texts that the photographs' own
metadata repeat, then the run of paragraphs that is most likely by length, names and position.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import fmean, pvariance

from platebook.importing import caption_marks, names
from platebook.importing.line_types import is_credit_line, teaser
from platebook.importing.model import Block, Kind, PhotographFile
from platebook.importing.plain_text import alike, fold, plain

_LIST = re.compile(r"(?:\d+\.|-) (?:.|\n(?!(?:\d+\.|-) ))*")
#: How a text announces the photographs that follow.
_ANNOUNCES = re.compile(
    r"\b(?:photo|picture|image|photograph|gallery|slideshow|foto|bild|imagen|immagin)\w*\b.{0,80}"
    r"\b(?:below|here|follow\w*|ahead|unten|hier|ci-dessous|abajo|sotto)\b|:$|"
    r"\b(?:website|web site|flickr|instagram|portfolio)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:here|pictured|seen|shown|this is|these|above|left|right|a |an |two |three )", re.IGNORECASE
)
_CLOSE_SCORE = 1.0
#: What the heading of a list of captions above a run of paragraphs is worth.
_HEADED = 6.0
#: Paragraphs for each photograph from which a text may be an article that has no captions.
_LONG = 2


@dataclass(frozen=True, slots=True)
class Segments:
    """Which blocks come before the photographs, which belong to each, which come after.

    ``captions`` and ``credits`` are by the photograph's place in the order given; ``note`` says
    how they were found, ``is_certain`` whether that leaves no doubt. ``missing_files`` has the places of
    captions without a photograph, with the file name that the text gives.
    """

    before: tuple[Block, ...]
    captions: Mapping[int, tuple[Block, ...]]
    after: tuple[Block, ...]
    note: str
    is_certain: bool
    credits: Mapping[int, str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    other_blocks: tuple[Block, ...] = ()
    missing_files: Mapping[int, str] = field(default_factory=dict)


def segment(blocks: Sequence[Block], photographs: Sequence[PhotographFile]) -> Segments:
    """Divide a text into introduction, captions and closing."""
    items = [item for block in blocks for item in _divide_list(block, len(photographs))]
    item_texts = [plain(item.text) for item in items]
    texts = [plain(block.text) for block in blocks]
    return (
        _by_file_names(items, item_texts, photographs)
        or _by_numbers(items, item_texts, photographs)
        or _by_list(blocks, photographs)
        or _by_credit_lines(blocks, texts, photographs)
        or _by_metadata(blocks, texts, photographs)
        or _by_count(blocks, texts, photographs)
    )


def _divide_list(block: Block, count: int) -> list[Block]:
    """Divide a numbered list, as word processors make of ``1. …``, into a block for each item."""
    items = _LIST.findall(block.text) if block.text.startswith("1. ") else []
    if len(items) < min(3, count) or "\n".join(items) != block.text:
        return [block]
    return [replace(block, text=item) for item in items]


def _by_list(blocks: Sequence[Block], photographs: Sequence[PhotographFile]) -> Segments | None:
    """Use a list that has as many items as there are photographs."""
    for place, block in enumerate(blocks):
        items = _LIST.findall(block.text) if block.text.startswith("- ") else []
        if len(items) == len(photographs) > 1 and "\n".join(items) == block.text:
            captions = {n: (replace(block, text=item[2:]),) for n, item in enumerate(items)}
            note = "a list of as many items as there are photographs"
            before, after = tuple(blocks[:place]), tuple(blocks[place + 1 :])
            return Segments(before, captions, after, note, is_certain=False)
    return None


def _by_file_names(
    blocks: Sequence[Block], texts: Sequence[str], photographs: Sequence[PhotographFile]
) -> Segments | None:
    """Use file names that stand before the captions."""
    places = {names.stem(photo.name): place for place, photo in enumerate(photographs)}
    marks: dict[int, tuple[int, str]] = {}
    missing: dict[int, str] = {}
    for index, text in enumerate(texts):
        match = caption_marks.FILE.match(text) or _match_name(text, places)
        if not match:
            continue
        place = places.pop(names.stem(match["file"]), None)
        if place is None:
            place = len(photographs) + len(missing)
            missing[place] = match["file"]
        marks[index] = place, caption_marks.without(blocks[index].text, match.re)
    if len(marks) - len(missing) < max(1, len(marks) // 2):
        return None
    return _take_marked(blocks, marks, "the file names before the captions", missing)


def _match_name(text: str, places: Mapping[str, int]) -> re.Match[str] | None:
    """Match a file name without its ending before a caption, if a photograph is called so."""
    match = caption_marks.STEM.match(text)
    is_named = match and names.stem(match["file"]) in places and not match["file"].isdecimal()
    return match if is_named else None


def _by_numbers(
    blocks: Sequence[Block], texts: Sequence[str], photographs: Sequence[PhotographFile]
) -> Segments | None:
    """Use numbers before the captions: ``1.``, ``Photo 3 of 22``, ``[4]``."""
    file_numbers = [names.number(photo.name) for photo in photographs]
    unique = len(set(file_numbers)) == len(file_numbers) and None not in file_numbers
    numbers: list[tuple[int, int]] = []
    for index, text in enumerate(texts):
        number = caption_marks.number(text)
        if number is not None and blocks[index].kind is not Kind.PICTURE:
            numbers.append((index, number))
    series = _of_files(numbers, file_numbers) if unique else []
    series = max(series, _longest_rising(numbers), key=len)
    if len(series) < max(3, len(photographs) * 0.5) and len(series) != len(photographs):
        return None
    values = [value for _, value in series]
    distinct = set(file_numbers)
    by_name = unique and (set(values) <= distinct or distinct <= set(values))
    marks: dict[int, tuple[int, str]] = {}
    missing: dict[int, str] = {}
    for index, value in series:
        of_file = by_name and value in distinct
        place = file_numbers.index(value) if of_file else value - min(values[0], 1)
        if (by_name and not of_file) or place >= len(photographs):
            place = len(photographs) + len(missing)
            missing[place] = ""
        marks[index] = place, caption_marks.without(blocks[index].text, caption_marks.NUMBERED)
    return _take_marked(blocks, marks, "the numbers before the captions", missing)


def _of_files(
    marks: Sequence[tuple[int, int]], file_numbers: Sequence[int | None]
) -> list[tuple[int, int]]:
    """Return the marks that are numbers of files, if none stands there twice."""
    of_files = [(index, value) for index, value in marks if value in file_numbers]
    return of_files if len({value for _, value in of_files}) == len(of_files) else []


def _longest_rising(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the run of marks that count upwards from the first 0 or 1, or from any, by few steps."""
    best: list[tuple[int, int]] = []
    for start in range(len(marks)):
        if start and marks[start][1] > 1:
            continue
        run = [marks[start]]
        for index, value in marks[start + 1 :]:
            if run[-1][1] < value <= run[-1][1] + 3:
                run.append((index, value))
        best = max(best, run, key=len)
    return best


def _take_marked(
    blocks: Sequence[Block],
    marks: Mapping[int, tuple[int, str]],
    how: str,
    missing: Mapping[int, str],
) -> Segments:
    """Attach to each photograph the text from its mark to the next."""
    captions: dict[int, tuple[Block, ...]] = {}
    credits: dict[int, str] = {}
    places = sorted(marks)
    usual = [end - at - (not marks[at][1]) for at, end in pairwise(places)]
    after: tuple[Block, ...] = ()
    for at, end in zip(places, [*places[1:], len(blocks)], strict=True):
        place, rest = marks[at]
        own = [replace(blocks[at], text=rest)] if rest else []
        own += blocks[at + 1 : end]
        if end == len(blocks):
            keep = max(usual) if usual else 1
            own, after = own[:keep], tuple(own[keep:])
        credit_lines = [block for block in own if is_credit_line(plain(block.text))]
        if len(own) > 1 and len(credit_lines) == 1:
            credits[place] = plain(credit_lines[0].text)
            own.remove(credit_lines[0])
        captions[place] = tuple(
            replace(block, text=caption_marks.LABEL.sub("", block.text)) for block in own
        )
    return Segments(
        tuple(blocks[: places[0]]),
        captions,
        after,
        how,
        is_certain=True,
        credits=credits,
        order=tuple(marks[at][0] for at in places),
        missing_files=missing,
    )


def _by_credit_lines(
    blocks: Sequence[Block], texts: Sequence[str], photographs: Sequence[PhotographFile]
) -> Segments | None:
    """Use a short line, repeated for every photograph, that divides the captions."""
    counts = Counter(text for text in texts if len(text) <= 80)
    line, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    if count < max(3, len(photographs) * 0.6) or count > len(photographs):
        return None
    at = [index for index, text in enumerate(texts) if text == line]
    gaps = [after - before - 1 for before, after in pairwise(at)]
    usual = Counter(gaps).most_common(1)[0][0]
    if not usual:
        return None
    first = at[0] - usual
    below = first < 0  # the line stands above each caption
    captions, starts = {}, at if below else [max(first, 0), *(index + 1 for index in at[:-1])]
    for place, start in enumerate(starts):
        end = min(start + 1 + usual, len(blocks)) if below else at[place]
        captions[place] = tuple(blocks[start + below : end])
    last = at[-1] + 1 + (usual if below else 0)
    return Segments(
        tuple(blocks[: starts[0]]),
        captions,
        tuple(blocks[last:]),
        f"the line “{line}” under every caption",
        is_certain=count == len(photographs),
        credits=dict.fromkeys(captions, line),
    )


def _by_metadata(
    blocks: Sequence[Block], texts: Sequence[str], photographs: Sequence[PhotographFile]
) -> Segments | None:
    """Use captions in the photographs' own metadata that the text repeats."""
    own = {
        place: photo.words["caption"].text
        for place, photo in enumerate(photographs)
        if "caption" in photo.words
    }
    pairs: dict[int, int] = {}
    exact = {fold(text): index for index, text in reversed(list(enumerate(texts)))}
    for place, caption in own.items():
        index = exact.get(fold(caption))
        if index is None and len(own) <= 300:
            scores = [(alike(caption, text), index) for index, text in enumerate(texts)]
            score, best = max(scores, default=(0.0, 0))
            index = best if score >= 0.8 else None
        if index is not None and index not in pairs:
            pairs[index] = place
    if len(pairs) < max(2, len(photographs) // 2) and len(pairs) != len(photographs):
        return None
    order = [pairs[index] for index in sorted(pairs)]
    captions = {place: (blocks[index],) for index, place in pairs.items()}
    first, last = min(pairs), max(pairs)
    spare = tuple(blocks[i] for i in range(first, last) if i not in pairs)
    how = "the captions in the photographs’ own metadata, which the text repeats"
    before, after = tuple(blocks[:first]), tuple(blocks[last + 1 :])
    return Segments(
        before, captions, after, how, is_certain=not spare, order=tuple(order), other_blocks=spare
    )


def _by_count(
    blocks: Sequence[Block], texts: Sequence[str], photographs: Sequence[PhotographFile]
) -> Segments:
    """Choose the run of as many paragraphs as there are photographs that is most likely."""
    count = len(photographs)
    own = sum("caption" in photo.words for photo in photographs)
    scores = {start: _score(texts, photographs, start) for start in range(len(blocks) - count + 1)}
    starts = sorted(scores, key=lambda start: (-scores[start], start))
    doubtful = not starts or not _has_captions(texts, photographs, starts[0])
    if len(blocks) < count or own > count * 0.6 or not count or doubtful:
        note = "no paragraph is surely a caption"
        cut = len(blocks) - (bool(texts) and teaser(texts[-1]))
        return Segments(tuple(blocks[:cut]), {}, tuple(blocks[cut:]), note, is_certain=bool(own))
    start = starts[0]
    sure = len(blocks) == count or scores[starts[0]] - scores[starts[1]] > _CLOSE_SCORE
    run = blocks[start : start + count]
    if all(caption_marks.BULLET.match(block.text) for block in run):
        run = [
            replace(block, text=caption_marks.BULLET.sub("", block.text, count=1)) for block in run
        ]
    captions = {place: (block,) for place, block in enumerate(run)}
    note = f"{count} paragraphs in a row for {count} photographs, by their length and place"
    return Segments(
        tuple(blocks[:start]), captions, tuple(blocks[start + count :]), note, is_certain=sure
    )


def _has_captions(texts: Sequence[str], photographs: Sequence[PhotographFile], start: int) -> bool:
    """Return whether a text has captions at all: a long article that has none keeps its words."""
    count = len(photographs)
    if len(texts) <= _LONG * count + 2:
        return True
    before, run = texts[:start], texts[start : start + count]
    if _count_named(run, photographs) >= max(1, count / 2):
        return True
    if before and (_ANNOUNCES.search(before[-1]) or caption_marks.HEADING.fullmatch(before[-1])):
        return True
    return count > 2 and _contrast(before, run) > _CLOSE_SCORE


def _score(texts: Sequence[str], photographs: Sequence[PhotographFile], start: int) -> float:
    """Return how likely it is that the captions begin at a paragraph: a sum of evidence."""
    count = len(photographs)
    before, run, after = texts[:start], texts[start : start + count], texts[start + count :]
    score = -1.5 if not before else 0.0
    score -= 0.35 * len(after) if len(after) < 4 else 0.7 * len(after)
    if after and teaser(texts[-1]):
        score += 3.0
    if run and teaser(run[-1]):
        score -= 3.0
    if before and _ANNOUNCES.search(before[-1]):
        score += 1.5
    if before and caption_marks.HEADING.fullmatch(before[-1]):
        score += _HEADED
    score -= 0.5 * sum(_ANNOUNCES.search(text) is not None for text in run)
    score += sum(_POINTS.match(text) is not None for text in run) / max(count, 1)
    score += 1.2 * _count_named(run, photographs)
    return score + _contrast(before, run)


def _count_named(run: Sequence[str], photographs: Sequence[PhotographFile]) -> float:
    """Count the captions that hold a word of their photograph's file name."""
    count = 0
    for text, photo in zip(run, photographs, strict=True):
        words = set(re.findall(r"[^\W\d_]{4,}", names.stem(photo.name)))
        tokens = set(fold(text).split())
        count += any({word, word.rstrip("s"), f"{word}s"} & tokens for word in words)
    return count


def _contrast(before: Sequence[str], run: Sequence[str]) -> float:
    """Return the evidence that two groups differ in length: log likelihood against one group."""
    if not before or not run:
        return 0.0
    first, second = ([math.log(len(text) + 1) for text in texts] for texts in (before, run))

    def spread(lengths: Sequence[float]) -> float:
        return len(lengths) / 2 * math.log(pvariance(lengths) + 0.09)

    evidence = spread(first + second) - (spread(first) + spread(second))
    return evidence if fmean(first) > fmean(second) else 0.0
