"""Finds the captions that a printed book has on other pages than their photographs'.

A long caption stands on the facing page of the same opening; some books list captions at the back.
Where the manifest says which, a caption is looked for there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from platebook.preflight.compare.expected import ExpectedBook, Told
from platebook.preflight.compare.text_match import Piece, found, painted, readable
from platebook.preflight.model import PageText, ShownPhoto, TextLine
from platebook.story import CaptionPosition

#: Share of the letters by which a facing page is taken for that of a caption that differs.
_LIKE = 0.4
#: Where a caption may stand on the facing page, and where at the back.
_FACING = (CaptionPosition.AUTO, CaptionPosition.FACING, None)
_AT_END = (CaptionPosition.END, None)

Pair = tuple[Told, ShownPhoto]


def gathered(
    pairs: Iterable[Pair], texts: Sequence[PageText], model: ExpectedBook
) -> tuple[list[Pair], tuple[PageText, ...]]:
    """Give each picture the lines of its caption, and the texts without these lines."""
    left = {text.at: text for text in texts}
    shown = [_with_caption(told, picture, left, model) for told, picture in pairs]
    return shown, tuple(text for text in left.values() if text.lines)


def _with_caption(
    told: Told, picture: ShownPhoto, left: dict[int, PageText], model: ExpectedBook
) -> Pair:
    if told.position is CaptionPosition.NONE:
        return replace(told, caption="", credit="", items=0), picture
    caption = Piece(told.caption, rightmost_first=model.leftwards, lists=told.items > 0)
    if not painted(told.caption) or found(caption, picture.lines, drawn=True):
        return told, picture
    facing = left.get(_facing(picture))
    if facing and told.position in _FACING and _is_of(facing, told, caption, model):
        left[facing.at] = replace(facing, lines=())
        pages = (*picture.more_pages, str(facing.at))
        lines = (*facing.lines, *picture.lines)
        return told, replace(picture, lines=lines, more_pages=pages)
    if told.position in _AT_END:
        return told, replace(picture, lines=(*_listed(told, caption, left, model), *picture.lines))
    return told, picture


def _facing(picture: ShownPhoto) -> int:
    """Give the place of the page that may have a picture's caption."""
    if picture.second:
        return picture.second + 1
    return picture.at + 1 if picture.at % 2 == 0 else picture.at - 1


def _is_of(page: PageText, told: Told, caption: Piece, model: ExpectedBook) -> bool:
    """Tell whether a page is that of a caption, letter for letter or nearly."""
    if not page.lines:
        return False
    if found(caption, page.lines, drawn=True):
        return True
    said = painted(readable(page.lines, drawn=True, rightmost_first=model.leftwards))
    return SequenceMatcher(None, painted(told.caption), said, autojunk=False).ratio() >= _LIKE


def _listed(
    told: Told, caption: Piece, left: dict[int, PageText], model: ExpectedBook
) -> Iterator[TextLine]:
    """Take a caption, and the credit that follows it, from the first page that lists it."""
    for at, page in left.items():
        mine = found(caption, page.lines, drawn=True)
        if not mine:
            continue
        credit = Piece(told.credit, rightmost_first=model.leftwards)
        after = {number for number in range(len(page.lines)) if number <= mine[-1]}
        mine += found(credit, page.lines, drawn=True, taken=after) if told.credit else []
        yield from (page.lines[number] for number in mine)
        rest = (line for number, line in enumerate(page.lines) if number not in mine)
        left[at] = replace(page, lines=tuple(rest))
        return
