"""Holds the texts that are no plate's to the story: titles, introduction, names, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.model import Line, Text
from platebook.preflight.sameness.matching import Piece, found, markers, painted, readable
from platebook.preflight.sameness.models import Model, Passage
from platebook.preflight.sameness.spelling import difference

#: Share of the words by which a text is taken for what stands in another's place.
_LIKE = 0.4


@dataclass(slots=True)
class _Book:
    """All lines of a file's texts, and those that are known: ``taken`` by their numbers.

    ``feet`` is how what stands on any page looks; ``styles`` are those of running texts, by page.
    """

    model: Model
    drawn: bool
    lines: list[Line] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    feet: frozenset[str] = frozenset()
    styles: dict[int, set[str]] = field(default_factory=dict)

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
        line = painted(self.lines[at].text).strip("0123456789")
        return not line or line in self.feet

    def said(self, lines: Sequence[int]) -> str:
        """Give lines as one reads them."""
        shown = [self.lines[at] for at in lines]
        return readable(shown, drawn=self.drawn, rightmost_first=self.model.leftwards)

    def unknown(self) -> Iterator[int]:
        """Give the lines that are nobody's."""
        known = self.model.vocabulary
        for at in range(len(self.lines)):
            if at not in self.taken and not self.is_foot(at):
                said = self.said([at])
                if not (known and known.knows(said)):
                    yield at


def differences(
    called: str, texts: Sequence[Text], model: Model, *, drawn: bool
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
    lost = []
    for passage in model.passages:
        if not (drawn and passage.described) and not _take(book, passage):
            lost.append(passage)
    shown = book.find(model.title)
    while book.find(model.title):
        pass
    if not shown:
        yield _lost(called, book, texts, Passage("title", model.title), "B001")
    for passage in lost:
        yield _lost(called, book, texts, passage, "B008")
    if not lost and shown:
        yield from _more(book, texts)


def _take(book: _Book, passage: Passage) -> bool:
    """Find a text, and note how it is set; a name stands in several places."""
    mine = book.find(passage.text, passage.items)
    if passage.running:
        for at in mine:
            book.styles.setdefault(book.homes[at], set()).add(book.lines[at].style)
    return bool(mine) or not painted(passage.text)


def _lost(
    called: str,
    book: _Book,
    texts: Sequence[Text],
    passage: Passage,
    code: str,
) -> Finding:
    """Say that a text is missing, or what stands in its place: what is most like it."""
    at = _nearest(book, passage)
    said = book.said(at)
    ours, theirs = difference(passage.text, said)
    where = texts[book.homes[at[0]]].where if at else called
    shown = f"“{theirs}”" if said else "missing"
    message = f"the {passage.what} is {shown}; in {book.model.called} it is “{ours}”"
    return codes.finding(code, where, message)


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


def _more(book: _Book, texts: Sequence[Text]) -> Iterator[Finding]:
    """Find lines that look like a text of the story beside it, and are none."""
    pages: dict[int, list[int]] = {}
    for at in book.unknown():
        home = book.homes[at]
        if book.lines[at].style in book.styles.get(home, ()):
            pages.setdefault(home, []).append(at)
    for home, lines in pages.items():
        said = book.said(lines)
        message = f"it says “{said[:90]}”; {book.model.called} does not"
        yield codes.finding("B008", texts[home].where, message)
