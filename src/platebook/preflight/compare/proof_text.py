"""Holds a proof to the story: what the desk signs is what will be printed.

A proof shows several plates to a page, each with its words and what is said of it. So the texts of
the story must be there, whole; what else stands there is the proof's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.compare.expected import ExpectedBook, ExpectedPlate
from platebook.preflight.compare.text_difference import contrast
from platebook.preflight.compare.text_match import Piece, found, painted, readable, reads
from platebook.preflight.model import BookContents, TextLine

#: The passages that stand in a proof's summary.
_SUMMED_UP = ("subtitle", "standfirst")
#: Share of the words by which a text is taken for what stands in another's place.
_LIKE = 0.4


def differences(called: str, contents: BookContents, model: ExpectedBook) -> Iterator[Finding]:
    """Look for the title and for each plate's caption, credit and alt text."""
    if not reads(contents.title, model.title):
        said = f"the title is “{contents.title}”; in {model.called} it is “{model.title}”"
        yield codes.finding("B001", called, said)
    lines = [line for text in contents.texts for line in text.lines]
    taken = set[int]()
    wanted = [
        ("B008", passage.what, passage.text, called, 0)
        for passage in model.passages
        if passage.what in _SUMMED_UP
    ]
    for expected in model.plates:
        wanted += _texts(expected, f"{called} (plate “{expected.plate}”)")
    lost = [each for each in wanted if not _take(each[2], lines, taken, model, each[4])]
    for code, what, text, where, _ in lost:
        message = contrast(what, _nearest(text, lines, taken, model), text, model.called)
        yield codes.finding(code, where, message)


def _texts(expected: ExpectedPlate, where: str) -> Iterator[tuple[str, str, str, str, int]]:
    """Give a plate's texts: code, what it is, what it says, where, and the items of its lists."""
    yield "B003", "caption", expected.caption, where, expected.items
    yield "B004", "credit", expected.proof_credit, where, 0
    yield "B005", "alt text", expected.alt or "", where, 0


def _take(
    text: str, lines: list[TextLine], taken: set[int], model: ExpectedBook, items: int
) -> bool:
    """Find a text that is set in one type, between texts in others."""
    piece = Piece(text, rightmost_first=model.leftwards, lists=items > 0)
    mine = found(piece, lines, drawn=True, taken=taken)
    if mine and _goes_on(mine[-1], lines, taken):
        return False
    taken.update(mine)
    return bool(mine) or not painted(text)


def _goes_on(last: int, lines: list[TextLine], taken: set[int]) -> bool:
    """Tell whether a text goes on, in the same type, after the line that it should end with."""
    after = last + 1
    return (
        after < len(lines)
        and after not in taken
        and bool(painted(lines[after].text))
        and lines[after].style == lines[last].style
    )


def _nearest(text: str, lines: list[TextLine], taken: set[int], model: ExpectedBook) -> str:
    """Give what stands in a text's place: of what is set alike, what is most like it."""
    free = (line for at, line in enumerate(lines) if at not in taken)
    runs = [list(run) for _, run in groupby(free, key=lambda line: line.style)]
    said = [readable(run, drawn=True, rightmost_first=model.leftwards) for run in runs]
    alike = [SequenceMatcher(None, text.split(), each.split()).ratio() for each in said]
    best = max(range(len(said)), key=alike.__getitem__, default=None)
    return said[best] if best is not None and alike[best] >= _LIKE else ""
