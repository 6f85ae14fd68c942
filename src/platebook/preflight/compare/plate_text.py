"""Takes the words of a plate's page, or figure, apart: caption, credit, and what else is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from platebook import markdown
from platebook.preflight.compare.expected import ExpectedBook, ExpectedPlate
from platebook.preflight.compare.text_match import Piece, found, markers, painted, readable
from platebook.preflight.model import ShownPhoto, TextLine

#: From so many plates on, what stands beside most of them is a theme's.
_SEVERAL, _MOST = 3, 2 / 3
#: A foot that is so like the title is meant to be it.
_LIKE = 0.6
#: Labels, numbers and titles that one line may be put together of.
_PARTS = 4
#: Figures of the longest folio.
_FOLIO = 4


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A plate's words: whether caption and credit are there, and the lines that nobody knows.

    ``after_credit`` says that those lines follow the credit.
    """

    wanted: ExpectedPlate
    picture: ShownPhoto
    caption: bool
    credit: bool
    more: tuple[TextLine, ...]
    after_credit: bool = False


def placed(
    wanted: ExpectedPlate, picture: ShownPhoto, model: ExpectedBook, *, drawn: bool
) -> PlacedText:
    """Find a plate's caption and credit among the lines of its page, and what is left of them."""
    lines, taken = picture.lines, set[int]()
    caption = Piece(wanted.caption, rightmost_first=model.leftwards, lists=wanted.items > 0)
    mine = found(caption, lines, drawn=drawn)
    taken.update(mine)
    credit = Piece(wanted.credit, rightmost_first=model.leftwards)
    theirs = found(credit, lines, drawn=drawn, taken=taken)
    taken.update(theirs)
    taken.update(markers(lines, wanted.items, taken))
    left = [at for at in range(len(lines)) if at not in taken and painted(lines[at].text)]
    if model.whole:
        spare = _spare(wanted, picture, model, drawn=drawn)
        left = [
            at
            for at in left
            if not _made_of(painted(lines[at].text), spare)
            and not is_cut_foot(painted(lines[at].text), model, drawn=drawn)
        ]
    return PlacedText(
        wanted,
        picture,
        bool(mine) or not painted(wanted.caption),
        bool(theirs) or not painted(wanted.credit),
        tuple(lines[at] for at in left),
        bool(theirs and left) and min(left) > max(theirs),
    )


def _spare(
    wanted: ExpectedPlate, picture: ShownPhoto, model: ExpectedBook, *, drawn: bool
) -> Counter[str]:
    """Count what may stand beside caption and credit, each as it looks on a line."""
    way = model.leftwards
    spare = Counter([str(wanted.number), picture.page, *picture.more_pages])
    pages = 1 + len(picture.more_pages)
    for text in dict.fromkeys((*model.feet, *model.labels)):
        for look in Piece(text, rightmost_first=way).looks(drawn=drawn):
            spare[look] += pages
    return spare


def is_cut_foot(line: str, model: ExpectedBook, *, drawn: bool) -> bool:
    """Tell whether a line (as ``painted`` gives it) is a foot that is cut to its page's width."""
    ellipsis = painted("…")
    return ellipsis in line and _is_cut(line, model.feet, drawn=drawn, leftwards=model.leftwards)


@lru_cache(maxsize=256)
def _is_cut(line: str, feet: tuple[str, ...], *, drawn: bool, leftwards: bool) -> bool:
    for text in feet:
        for length in range(1, len(text)):
            cut = markdown.shorten(text, length)
            if 0 <= len(line) - len(painted(cut)) <= _FOLIO:
                looks = Piece(cut, rightmost_first=leftwards).looks(drawn=drawn)
                if any(_with_folio(line, look) for look in looks):
                    return True
    return False


def _with_folio(line: str, look: str) -> bool:
    before, after = line.removesuffix(look), line.removeprefix(look)
    return line == look or any(
        rest != line and rest.isdecimal() for rest in (before, after) if rest
    )


def _made_of(line: str, spare: Counter[str], parts: int = _PARTS) -> bool:
    """Tell whether a line is made of spare texts, and use them up."""
    if not line:
        return True
    for text in sorted(spare, key=len, reverse=True):
        if parts and text and spare[text] > 0 and line.startswith(text):
            spare[text] -= 1
            if _made_of(line[len(text) :], spare, parts - 1):
                return True
            spare[text] += 1
    return False


def furniture(pages: Sequence[PlacedText], model: ExpectedBook, *, drawn: bool) -> frozenset[str]:
    """Find lines that stand beside most plates: a theme's own, figures apart."""
    if len(pages) < _SEVERAL:
        return frozenset()
    counted = Counter(
        text for page in pages for text in {plain(line, model, drawn=drawn) for line in page.more}
    )
    most = max(_SEVERAL, _MOST * len(pages))
    usual = (text for text, times in counted.items() if times >= most)
    return frozenset(text for text in usual if not is_title(text, model))


def left_over(
    page: PlacedText, usual: Container[str], model: ExpectedBook, *, drawn: bool
) -> Iterator[TextLine]:
    """Give the lines of a plate's page that neither the story nor the book's design knows."""
    for line in page.more:
        if plain(line, model, drawn=drawn) not in usual:
            text = readable([line], drawn=drawn, rightmost_first=model.leftwards)
            if not (model.theme and model.theme.knows(text)):
                yield line


def is_title(text: str, model: ExpectedBook) -> bool:
    """Tell whether a foot of a page (as ``plain`` gives it) is meant to be the title."""
    title = painted(model.title)
    return SequenceMatcher(None, text, title, autojunk=False).ratio() >= _LIKE


def plain(line: TextLine, model: ExpectedBook, *, drawn: bool) -> str:
    """Give what a line reads, without figures."""
    text = readable([line], drawn=drawn, rightmost_first=model.leftwards)
    return "".join(char for char in painted(text) if not char.isdecimal())
