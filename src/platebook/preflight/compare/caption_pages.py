"""Finds the captions that a printed book has on other pages than their photographs'.

A long caption stands on the facing page of the same opening, and one that is too long for it on
the pages before or after that as well; some books list captions at the back.
Where the manifest says which, a caption is looked for there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from platebook.preflight.compare.expected import ExpectedBook, ExpectedPlate
from platebook.preflight.compare.plate_text import is_cut_foot
from platebook.preflight.compare.text_match import Piece, found, painted, readable
from platebook.preflight.model import PageText, ShownPhoto, TextLine
from platebook.story import CaptionPosition

#: Share of the letters by which a facing page is taken for that of a caption that differs.
_LIKE = 0.4
#: Pages that a caption may run over, and the lines at the foot of one.
_MOST, _FOOT_LINES = 12, 2
#: Where a caption may stand on the facing page, and where at the back.
_FACING = (CaptionPosition.AUTO, CaptionPosition.FACING, None)
_AT_END = (CaptionPosition.END, None)

Pair = tuple[ExpectedPlate, ShownPhoto]


def gathered(
    pairs: Iterable[Pair], texts: Sequence[PageText], model: ExpectedBook
) -> tuple[list[Pair], tuple[PageText, ...]]:
    """Give each picture the lines of its caption, and the texts without these lines."""
    left = {text.at: text for text in texts}
    shown = [_with_caption(wanted, picture, left, model) for wanted, picture in pairs]
    return shown, tuple(text for text in left.values() if text.lines)


def _with_caption(
    wanted: ExpectedPlate, picture: ShownPhoto, left: dict[int, PageText], model: ExpectedBook
) -> Pair:
    if wanted.position is CaptionPosition.NONE:
        return replace(wanted, caption="", credit="", items=0), picture
    caption = Piece(wanted.caption, rightmost_first=model.leftwards, lists=wanted.items > 0)
    if not painted(wanted.caption) or found(caption, picture.lines, drawn=True):
        return wanted, picture
    pages = _pages(picture, wanted, caption, left, model) if wanted.position in _FACING else ()
    if pages:
        left |= {page.at: replace(page, lines=()) for page in pages}
        numbers = (*picture.more_pages, *(str(page.at) for page in pages))
        lines = (*_together(caption, pages, model), *picture.lines)
        return wanted, replace(picture, lines=lines, more_pages=numbers)
    if wanted.position in _AT_END:
        return wanted, replace(
            picture, lines=(*_listed(wanted, caption, left, model), *picture.lines)
        )
    return wanted, picture


def _facing(picture: ShownPhoto) -> int:
    """Give the place of the page that may have a picture's caption."""
    if picture.second:
        return picture.second + 1
    return picture.at + 1 if picture.at % 2 == 0 else picture.at - 1


def _pages(
    picture: ShownPhoto,
    wanted: ExpectedPlate,
    caption: Piece,
    left: dict[int, PageText],
    model: ExpectedBook,
) -> tuple[PageText, ...]:
    """Give the pages of a caption, letter for letter or else those that are most like it."""
    first = _facing(picture)
    step = -1 if first < picture.at else 1
    pages: tuple[PageText, ...] = ()
    tries: list[tuple[PageText, ...]] = []
    while (page := left.get(first + step * len(pages))) and page.lines and len(tries) < _MOST:
        pages = (*pages, page) if step > 0 else (page, *pages)
        tries.append(pages)
        if _found(caption, pages, model):
            return pages
    likeness = [(_likeness(wanted, each, model), -len(each), each) for each in tries]
    best = max(likeness, default=(0.0, 0, ()))
    return best[2] if best[0] >= _LIKE else ()


def _lines(pages: Sequence[PageText]) -> list[TextLine]:
    return [line for page in pages for line in page.lines]


def _found(caption: Piece, pages: Sequence[PageText], model: ExpectedBook) -> list[int]:
    """Find a caption on pages; what is at their feet stands between its lines."""
    lines = _lines(pages)
    ends = [0, *accumulate(len(page.lines) for page in pages)]
    feet = {
        at
        for start, end in pairwise(ends)
        for at in range(max(start, end - _FOOT_LINES), end)
        if _is_foot(painted(lines[at].text), model)
    }
    return found(caption, lines, drawn=True, passed=feet.__contains__)


def _is_foot(line: str, model: ExpectedBook) -> bool:
    """Tell whether a line (as ``painted`` gives it) is a page's number, a title, or both."""
    looks = (Piece(text, rightmost_first=model.leftwards).looks(drawn=True) for text in model.feet)
    return line.strip("0123456789") in {"", *(look for each in looks for look in each)} or (
        is_cut_foot(line, model, drawn=True)
    )


def _together(caption: Piece, pages: Sequence[PageText], model: ExpectedBook) -> list[TextLine]:
    """Give the lines of pages, those of the caption first."""
    lines, mine = _lines(pages), _found(caption, pages, model)
    rest = (line for at, line in enumerate(lines) if at not in mine)
    return [*(lines[at] for at in mine), *rest]


def _likeness(wanted: ExpectedPlate, pages: Sequence[PageText], model: ExpectedBook) -> float:
    said = painted(readable(_lines(pages), drawn=True, rightmost_first=model.leftwards))
    return SequenceMatcher(None, painted(wanted.caption), said, autojunk=False).ratio()


def _listed(
    wanted: ExpectedPlate, caption: Piece, left: dict[int, PageText], model: ExpectedBook
) -> Iterator[TextLine]:
    """Take a caption, and the credit that follows it, from the first page that lists it."""
    for at, page in left.items():
        mine = found(caption, page.lines, drawn=True)
        if not mine:
            continue
        credit = Piece(wanted.credit, rightmost_first=model.leftwards)
        after = {number for number in range(len(page.lines)) if number <= mine[-1]}
        mine += found(credit, page.lines, drawn=True, taken=after) if wanted.credit else []
        yield from (page.lines[number] for number in mine)
        rest = (line for number, line in enumerate(page.lines) if number not in mine)
        left[at] = replace(page, lines=tuple(rest))
        return
