"""Takes the words of a plate's page, or figure, apart: caption, credit, and what else is there.

A long caption stands on the facing page of the same opening, that of a spread on the page after or
before it, and one that is too long for one page on those before or after that as well; some books
list captions at the back. Where the manifest
says which, a caption is looked for there and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, pairwise

from platebook import markdown
from platebook.preflight.compare.expected import ExpectedBook, ExpectedPlate
from platebook.preflight.compare.text_match import Piece, find_piece, markers, painted_text
from platebook.preflight.model import PageText, ShownPhoto, TextLine
from platebook.story import CaptionPosition

#: From so many plates on, what stands beside most of them is a theme's.
_SEVERAL, _MOST = 3, 2 / 3
#: A foot that is so like the title is meant to be it; and the share of the letters by which a
#: facing page is taken for that of a caption that differs.
_LIKE_TITLE, _LIKE_CAPTION = 0.6, 0.4
#: Labels, numbers and titles that one line may be put together of; figures of the longest folio.
_PARTS, _FOLIO = 4, 4
#: Pages that a caption may run over, and the lines at the foot of one.
_MOST_PAGES, _FOOT_LINES = 12, 2
#: Where a caption may stand on the facing page, and where at the back.
_FACING = (CaptionPosition.AUTO, CaptionPosition.FACING, None)
_AT_END = (CaptionPosition.END, None)

Pair = tuple[ExpectedPlate, ShownPhoto]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A plate of the model, and the picture that a file shows in its place.

    Where each letter of its lines can be read (``known``), ``caption`` and ``credit`` say whether
    these are there, and ``more`` has the lines that belong to no known text; ``after_credit``: they
    follow the credit.
    """

    plate: ExpectedPlate
    picture: ShownPhoto
    known: bool = False
    caption: bool = False
    credit: bool = False
    more: tuple[TextLine, ...] = ()
    after_credit: bool = False

    @property
    def where(self) -> str:
        """The place, and the plate that should be there where the file does not name it."""
        where = self.picture.where
        names_plate = self.picture.plate or not self.plate.plate
        return where if names_plate else f"{where} (plate “{self.plate.plate}”)"


def split_texts(pairs: Sequence[Pair], model: ExpectedBook) -> list[PlacedText]:
    """Find each plate's caption, credit and what else is there, but what is a theme's own."""
    pages = [place_text(*pair, model) for pair in pairs]
    known_pages = [page for page in pages if page.known]
    usual: frozenset[str] = frozenset()
    if len(known_pages) >= _SEVERAL:
        texts = ({plain(line, model) for line in page.more} for page in known_pages)
        counts = Counter(text for page in texts for text in page)
        limit = max(_SEVERAL, _MOST * len(known_pages))
        often = (text for text, times in counts.items() if times >= limit)
        usual = frozenset(text for text in often if not is_title(text, model))
    return [
        replace(page, more=tuple(line for line in page.more if _is_strange(line, usual, model)))
        for page in pages
    ]


def place_text(expected: ExpectedPlate, picture: ShownPhoto, model: ExpectedBook) -> PlacedText:
    """Find a plate's caption and credit among the lines of its page, and what is left of them."""
    lines, used_lines = picture.lines, set[int]()
    if not lines:
        return PlacedText(expected, picture)
    mine = find_piece(model.piece(expected.caption, expected.items), lines)
    used_lines.update(mine)
    theirs = find_piece(model.piece(expected.credit), lines, used_lines)
    used_lines.update(theirs)
    used_lines.update(markers(lines, expected.items, used_lines))
    looks = {at: painted_text(line.text) for at, line in enumerate(lines) if at not in used_lines}
    left = [at for at, look in looks.items() if look]
    if model.whole:
        spare = _allowed_beside(expected, picture, model)
        left = [at for at in left if not _is_made_of(looks[at], spare)]
        left = [at for at in left if not is_cut_foot(looks[at], model)]
    return PlacedText(
        expected,
        picture,
        True,
        bool(mine) or not painted_text(expected.caption),
        bool(theirs) or not painted_text(expected.credit),
        tuple(lines[at] for at in left),
        bool(theirs and left) and min(left) > max(theirs),
    )


def _allowed_beside(
    expected: ExpectedPlate, picture: ShownPhoto, model: ExpectedBook
) -> Counter[str]:
    """Count what may stand beside caption and credit, each as it looks on a line."""
    spare = Counter([str(expected.number), picture.page, *picture.more_pages])
    for text in dict.fromkeys((*model.feet, *model.labels)):
        for look in model.piece(text).looks():
            spare[look] += 1 + len(picture.more_pages)
    return spare


def _is_made_of(line: str, spare: Counter[str], parts: int = _PARTS) -> bool:
    """Return whether a line is made of spare texts, and use them up."""
    if not line:
        return True
    for text in sorted(spare, key=len, reverse=True):
        if parts and text and spare[text] > 0 and line.startswith(text):
            spare[text] -= 1
            if _is_made_of(line[len(text) :], spare, parts - 1):
                return True
            spare[text] += 1
    return False


def is_foot(line: str, model: ExpectedBook) -> bool:
    """Return whether a line (as ``painted`` gives it) is a page's number, a title, or both."""
    rest = line.strip("0123456789")
    feet = _spellings_of_feet(model.feet, in_pdf=model.drawn, leftwards=model.leftwards)
    return not rest or rest in feet or is_cut_foot(line, model)


@lru_cache(maxsize=8)
def _spellings_of_feet(feet: tuple[str, ...], *, in_pdf: bool, leftwards: bool) -> frozenset[str]:
    pieces = (Piece(text, rightmost_first=leftwards, in_pdf=in_pdf) for text in feet)
    return frozenset(look for piece in pieces for look in piece.looks())


def is_cut_foot(line: str, model: ExpectedBook) -> bool:
    """Return whether a line (as ``painted`` gives it) is a foot that is cut to its page's width."""
    return painted_text("…") in line and _is_cut(
        line, model.feet, in_pdf=model.drawn, leftwards=model.leftwards
    )


@lru_cache(maxsize=256)
def _is_cut(line: str, feet: tuple[str, ...], *, in_pdf: bool, leftwards: bool) -> bool:
    for text in feet:
        for length in range(1, len(text)):
            cut = markdown.shorten(text, length)
            if 0 <= len(line) - len(painted_text(cut)) <= _FOLIO:
                looks = Piece(cut, rightmost_first=leftwards, in_pdf=in_pdf).looks()
                if any(_with_folio(line, look) for look in looks):
                    return True
    return False


def _with_folio(line: str, look: str) -> bool:
    rests = (line.removesuffix(look), line.removeprefix(look))
    return line == look or any(rest not in ("", line) and rest.isdecimal() for rest in rests)


def _is_strange(line: TextLine, usual: frozenset[str], model: ExpectedBook) -> bool:
    """Return whether neither the story nor the book's design knows a line."""
    if plain(line, model) in usual:
        return False
    return not (model.theme and model.theme.knows(model.readable([line])))


def is_title(text: str, model: ExpectedBook) -> bool:
    """Return whether a foot of a page (as ``plain`` gives it) is meant to be the title."""
    title = painted_text(model.title)
    return SequenceMatcher(None, text, title, autojunk=False).ratio() >= _LIKE_TITLE


def plain(line: TextLine, model: ExpectedBook) -> str:
    """Return what a line reads, without figures."""
    return "".join(char for char in painted_text(model.readable([line])) if not char.isdecimal())


def with_captions(
    pairs: Iterable[Pair], texts: Sequence[PageText], model: ExpectedBook
) -> tuple[list[Pair], tuple[PageText, ...]]:
    """Return each picture the lines of its caption, and the texts without these lines."""
    left = {text.at: text for text in texts}
    new_pairs = list(pairs)
    # Those of facing pages come first, lest one of the same words in the list takes their lines.
    for at in sorted(range(len(new_pairs)), key=lambda at: new_pairs[at][0].position in _AT_END):
        new_pairs[at] = _with_caption(*new_pairs[at], left, model)
    return new_pairs, tuple(text for text in left.values() if text.lines)


def _with_caption(
    expected: ExpectedPlate, picture: ShownPhoto, left: dict[int, PageText], model: ExpectedBook
) -> Pair:
    if expected.position is CaptionPosition.NONE:
        return replace(expected, caption="", credit="", items=0), picture
    text = expected.caption if painted_text(expected.caption) else expected.credit
    caption = model.piece(text, expected.items)
    if not painted_text(text) or find_piece(caption, picture.lines):
        return expected, picture
    pages = _pages(picture, text, caption, left, model) if expected.position in _FACING else ()
    if pages:
        left |= {page.at: replace(page, lines=()) for page in pages}
        numbers = (*picture.more_pages, *(str(page.at) for page in pages))
        lines, mine = _lines(pages), _find(caption, pages, model)
        rest = (line for at, line in enumerate(lines) if at not in mine)
        whole = (*(lines[at] for at in mine), *rest, *picture.lines)
        return expected, replace(picture, lines=whole, more_pages=numbers)
    if expected.position in _AT_END:
        item_lines = _take_listed(picture, expected, caption, left, model)
        return expected, replace(picture, lines=(*item_lines, *picture.lines))
    return expected, picture


def _pages(
    picture: ShownPhoto,
    text: str,
    caption: Piece,
    left: dict[int, PageText],
    model: ExpectedBook,
) -> tuple[PageText, ...]:
    """Return the pages of a caption, letter for letter or else those that are most like it."""
    before, after = picture.at - 1, (picture.second or picture.at) + 1
    firsts = (after, before) if picture.second else (after if picture.at % 2 == 0 else before,)
    tries: list[tuple[PageText, ...]] = []
    for first in firsts:
        step = -1 if first == before else 1
        pages: tuple[PageText, ...] = ()
        while len(pages) < _MOST_PAGES:
            page = left.get(first + step * len(pages))
            if page is None or not page.lines:
                break
            pages = (*pages, page) if step > 0 else (page, *pages)
            tries.append(pages)
            if _find(caption, pages, model):
                return pages
    whole = painted_text(text)
    page_texts = (painted_text(model.readable(_lines(attempt))) for attempt in tries)
    preview = [SequenceMatcher(None, whole, text, autojunk=False).ratio() for text in page_texts]
    best = max(preview, default=0.0)
    return tries[preview.index(best)] if best >= _LIKE_CAPTION else ()


def _lines(pages: Sequence[PageText]) -> list[TextLine]:
    return [line for page in pages for line in page.lines]


def _find(caption: Piece, pages: Sequence[PageText], model: ExpectedBook) -> list[int]:
    """Find a caption on pages; what is at their feet stands between its lines."""
    lines = _lines(pages)
    ends = [0, *accumulate(len(page.lines) for page in pages)]
    feet = {
        at
        for start, end in pairwise(ends)
        for at in range(max(start, end - _FOOT_LINES), end)
        if is_foot(painted_text(lines[at].text), model)
    }
    return find_piece(caption, lines, may_skip=feet.__contains__)


def _take_listed(
    picture: ShownPhoto,
    expected: ExpectedPlate,
    caption: Piece,
    left: dict[int, PageText],
    model: ExpectedBook,
) -> Iterator[TextLine]:
    """Take a caption and the credit after it, or that alone, from the first page that lists it.

    Captions are listed behind the plates: a text before them may have the same words.
    """
    for at, page in sorted(left.items(), key=lambda entry: (entry[0] < picture.at, entry[0])):
        mine = find_piece(caption, page.lines)
        if not mine:
            continue
        if expected.credit and painted_text(expected.caption):
            mine += find_piece(model.piece(expected.credit), page.lines, range(mine[-1] + 1))
        yield from (page.lines[number] for number in mine)
        rest = (line for number, line in enumerate(page.lines) if number not in mine)
        left[at] = replace(page, lines=tuple(rest))
        return
