"""Holds the texts that are no plate's to the story: titles, introduction, names, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.compare.expected import ExpectedBook, Passage
from platebook.preflight.compare.plate_text import is_cut_foot
from platebook.preflight.compare.text_difference import contrast
from platebook.preflight.compare.text_match import Piece, found, markers, painted, readable, reads
from platebook.preflight.model import PageText, TextLine

#: Share of the words by which a text is taken for what stands in another's place.
_LIKE = 0.4
#: Places more where a text is looked for, and characters that are quoted of what is too much.
_OFTEN, _SHOWN = 3, 90


@dataclass(slots=True)
class _Book:
    """All lines of a file's texts, and those that are known: ``taken`` by their numbers.

    ``feet`` is how what stands on any page looks; ``running`` are the lines of each running text,
    once for each place where it stands.
    """

    model: ExpectedBook
    drawn: bool
    lines: list[TextLine] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    feet: frozenset[str] = frozenset()
    running: list[tuple[Passage, list[list[int]]]] = field(default_factory=list)

    def find(self, text: str, items: int = 0) -> list[int]:
        """Give the lines of a text that is found nowhere yet."""
        piece = Piece(text, rightmost_first=self.model.leftwards, lists=items > 0)
        mine = found(piece, self.lines, drawn=self.drawn, taken=self.taken, passed=self.is_foot)
        self.taken.update(mine)
        if mine and items:
            pages = {self.homes[at] for at in mine}
            others = {at for at, home in enumerate(self.homes) if home not in pages}
            self.taken.update(markers(self.lines, items, self.taken | others))
        return mine

    def is_foot(self, at: int) -> bool:
        """Tell whether a line is what stands at the foot of a page: its number, a title."""
        painted_line = painted(self.lines[at].text)
        line = painted_line.strip("0123456789")
        return (
            not line or line in self.feet or is_cut_foot(painted_line, self.model, drawn=self.drawn)
        )

    def said(self, lines: Sequence[int]) -> str:
        """Give lines as one reads them."""
        shown = [self.lines[at] for at in lines]
        return readable(shown, drawn=self.drawn, rightmost_first=self.model.leftwards)

    def unknown(self) -> Iterator[int]:
        """Give the lines that belong to no text of the story."""
        known = self.model.vocabulary
        for at in range(len(self.lines)):
            if at not in self.taken and not self.is_foot(at):
                said = self.said([at])
                if not (known and known.knows(said)):
                    yield at


def differences(
    called: str, texts: Sequence[PageText], model: ExpectedBook, *, drawn: bool
) -> Iterator[Finding]:
    """Look for each text of the story, and for what stands beside it in the same type.

    ``drawn`` says that lines read as they are painted: a PDF's, which has no descriptions.
    """
    if not texts:
        return
    book = _Book(model, drawn)
    for home, text in enumerate(texts):
        book.lines += text.lines
        book.homes += [home] * len(text.lines)
    looks = (Piece(text, rightmost_first=model.leftwards) for text in model.feet)
    book.feet = frozenset(look for piece in looks for look in piece.looks(drawn=drawn))
    wanted = [each for each in model.passages if not (drawn and each.described)]
    lost = [each for each in wanted if not _take(book, each)]
    for passage, places in book.running:
        others = (book.find(passage.text, passage.items) for _ in range(_OFTEN))
        places += filter(None, others)
    # A contents page has the titles of sections a second time.
    for passage in (each for each in wanted if not each.running):
        while book.find(passage.text, passage.items):
            pass
    shown = book.find(model.title)
    while book.find(model.title):
        pass
    # A title may stand only where a text does that reads the same.
    has_title = shown or any(reads(each.text, model.title) for each in wanted if each not in lost)
    if not has_title:
        yield from _lost(called, book, texts, Passage("title", model.title), "B001")
    for passage in lost:
        yield from _lost(called, book, texts, passage, "B008")
    if not lost and has_title:
        yield from _more(book, texts)


def _take(book: _Book, passage: Passage) -> bool:
    """Find a text; it may stand in a list of contents too, or be somebody's name."""
    mine = book.find(passage.text, passage.items)
    if passage.running and mine:
        book.running.append((passage, [mine]))
    return bool(mine) or not painted(passage.text)


def _lost(
    called: str,
    book: _Book,
    texts: Sequence[PageText],
    passage: Passage,
    code: str,
) -> Iterator[Finding]:
    """Say that a text is missing, or what stands in its place: what is most like it."""
    at = _nearest(book, passage)
    said = book.said(at)
    if _is_theme_s(book, passage, at):
        return
    where = texts[book.homes[at[0]]].where if at else called
    message = contrast(passage.what, said, passage.text, book.model.called)
    # A theme may leave out what it does not want.
    grave = Severity.WARNING if book.model.theme and not said else None
    yield codes.finding(code, where, message, severity=grave)


def _is_theme_s(book: _Book, passage: Passage, nearest: list[int]) -> bool:
    """Tell whether a text stands there as a theme's styles may show it: near, or on a page."""
    theme, unknown = book.model.theme, [*book.unknown()]
    pages = groupby(unknown, key=book.homes.__getitem__)
    places = (nearest, *([*lines] for _, lines in pages))
    if theme is None:
        return False
    return any(theme.allows(book.said(at), passage.text) for at in places)


def _nearest(book: _Book, passage: Passage) -> list[int]:
    """Give the lines that nobody claims and that are most like a text: one, or all of a page."""
    free = [at for at in range(len(book.lines)) if at not in book.taken and not book.is_foot(at)]
    pages = [list(lines) for _, lines in groupby(free, key=book.homes.__getitem__)]
    alike = groupby(free, key=lambda at: (book.homes[at], book.lines[at].style))
    pages += [list(lines) for _, lines in alike]
    wanted = passage.text.casefold().split()
    best, nearest = _LIKE, list[int]()
    for lines in (*([at] for at in free), *pages):
        found = book.said(lines).casefold().split()
        likeness = SequenceMatcher(None, wanted, found, autojunk=False).ratio()
        if likeness >= best:
            best, nearest = likeness, lines
    return nearest


def _more(book: _Book, texts: Sequence[PageText]) -> Iterator[Finding]:
    """Find lines beside a text of the story, or set as it is, that are none of it."""
    unknown, pages = list(book.unknown()), dict[int, set[int]]()
    for at in (at for pool in _pooled(book) for at in _superfluous(book, *pool, unknown)):
        pages.setdefault(book.homes[at], set()).add(at)
    for home, lines in pages.items():
        said = book.said(sorted(lines))
        message = f"it says “{said[:_SHOWN]}”; {book.model.called} does not"
        yield codes.finding("B008", texts[home].where, message)


def _pooled(book: _Book) -> Iterator[tuple[int, list[list[int]]]]:
    """Give the places of texts that read the same together, and how many such texts there are."""
    pools: dict[str, list[list[list[int]]]] = {}
    for passage, places in book.running:
        pools.setdefault(painted(passage.text), []).append(places)
    for pool in pools.values():
        yield len(pool), [place for places in pool for place in places]


def _superfluous(
    book: _Book, texts: int, places: Sequence[list[int]], unknown: Sequence[int]
) -> set[int]:
    """Give lines that should not be beside so many texts; a list of contents repeats some."""
    beside = [_beside(book, place, unknown) for place in places]
    found = beside[0] if sum(not lines for lines in beside) < texts else set()
    if texts == 1:
        ends = {place[-1] for place in places}
        again = (place for place in places if place[0] - 1 in ends)
        found |= {at for place in again for at in place}
    return found


def _beside(book: _Book, place: Sequence[int], unknown: Sequence[int]) -> set[int]:
    """Give the lines of a text's pages that nobody knows: next to it, or set as it is."""
    homes = {book.homes[at] for at in place}
    styles = {book.lines[at].style for at in place}
    mine, found = set(place), set[int]()
    for at in (at for at in unknown if book.homes[at] in homes):
        if book.lines[at].style in styles or {at - 1, at + 1} & (mine | found):
            found.add(at)
    return found
