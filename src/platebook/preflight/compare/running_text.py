"""Compares the texts that are no plate's with the story: titles, introduction, names, descriptions.

A proof shows several plates to a page, each with its words and what is said of it. So the texts of
the story must be there, whole; what else stands there is the proof's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.compare.expected import ExpectedBook, Passage
from platebook.preflight.compare.plate_text import is_foot
from platebook.preflight.compare.text_match import (
    Piece,
    contrast,
    find_piece,
    markers,
    painted_text,
    reads,
)
from platebook.preflight.model import BookContents, PageText, TextLine

#: Share of the words by which a text is taken for what stands in another's place.
_LIKE = 0.4
#: Places more where a text is looked for, and characters that are quoted of what is too much.
_OFTEN, _SHOWN = 3, 90
#: The passages that stand in a proof's summary.
_SUMMED_UP = ("subtitle", "standfirst")


@dataclass(slots=True)
class _Book:
    """All lines of a file's texts, and those that are known: ``claimed_lines`` by their numbers.

    ``homes`` is the text that each line is of; ``running`` are the lines of each running text, once
    for each place where it stands.
    """

    model: ExpectedBook
    lines: list[TextLine] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    claimed_lines: set[int] = field(default_factory=set)
    running: list[tuple[Passage, list[list[int]]]] = field(default_factory=list)

    def find(self, text: str, items: int = 0) -> list[int]:
        """Return the lines of a text that is found nowhere yet."""
        mine = find_piece(
            self.model.piece(text, items), self.lines, self.claimed_lines, self.is_foot
        )
        self.claimed_lines.update(mine)
        if mine and items:
            pages = {self.homes[at] for at in mine}
            others = {at for at, home in enumerate(self.homes) if home not in pages}
            self.claimed_lines.update(markers(self.lines, items, self.claimed_lines | others))
        return mine

    def take(self, passage: Passage) -> bool:
        """Find a text; it may stand in a list of contents too, or be a person's name."""
        mine = self.find(passage.text, passage.items)
        if passage.running and mine:
            self.running.append((passage, [mine]))
        return bool(mine) or not painted_text(passage.text)

    def is_foot(self, at: int) -> bool:
        """Return whether a line is what stands at the foot of a page: its number, a title."""
        return is_foot(painted_text(self.lines[at].text), self.model)

    def as_read(self, lines: Sequence[int]) -> str:
        """Return lines as one reads them."""
        return self.model.readable([self.lines[at] for at in lines])

    def free(self) -> Iterator[int]:
        """Return the lines that nothing claims."""
        free = (at for at in range(len(self.lines)) if at not in self.claimed_lines)
        return (at for at in free if not self.is_foot(at))

    def unknown(self) -> Iterator[int]:
        """Return the lines that belong to no text of the story."""
        vocabulary = self.model.vocabulary
        return (
            at for at in self.free() if not (vocabulary and vocabulary.knows(self.as_read([at])))
        )


def compare_texts(
    book_name: str, texts: Sequence[PageText], model: ExpectedBook
) -> Iterator[Finding]:
    """Search for each text of the story, and for what stands beside it in the same type.

    A PDF has no descriptions.
    """
    if not texts:
        return
    book = _Book(model)
    for home, text in enumerate(texts):
        book.lines += text.lines
        book.homes += [home] * len(text.lines)
    expected = [passage for passage in model.passages if not (model.drawn and passage.described)]
    missing = [passage for passage in expected if not book.take(passage)]
    for passage, places in book.running:
        others = (book.find(passage.text, passage.items) for _ in range(_OFTEN))
        places += filter(None, others)
    # A contents page has the titles of sections a second time.
    for passage in (passage for passage in expected if not passage.running):
        while book.find(passage.text, passage.items):
            pass
    title_lines = book.find(model.title)
    while book.find(model.title):
        pass
    # A title may stand only where a text does that reads the same.
    has_title = title_lines or any(
        reads(passage.text, model.title) for passage in expected if passage not in missing
    )
    if not has_title:
        yield from _report_lost(book_name, book, texts, Passage("title", model.title), "B001")
    for passage in missing:
        yield from _report_lost(book_name, book, texts, passage, "B008")
    if not missing and has_title:
        yield from _more(book, texts)


def _report_lost(
    book_name: str, book: _Book, texts: Sequence[PageText], passage: Passage, code: str
) -> Iterator[Finding]:
    """Report a missing text, with the text in its place that is most like it."""
    at = _nearest(book, passage)
    actual_text = book.as_read(at)
    if theme := book.model.theme:
        # A theme's styles may show it otherwise: there, or on a page.
        pages = groupby([*book.unknown()], key=book.homes.__getitem__)
        places = (at, *([*lines] for _, lines in pages))
        if any(theme.allows(book.as_read(place), passage.text) for place in places):
            return
    where = texts[book.homes[at[0]]].where if at else book_name
    message = contrast(passage.what, actual_text, passage.text, book.model.called)
    # A theme may leave out what it does not want.
    severity = Severity.WARNING if theme and not actual_text else None
    yield codes.finding(code, where, message, severity=severity)


def _nearest(book: _Book, passage: Passage) -> list[int]:
    """Return the lines that belong to no text and are most like one: one, or all of a page."""
    free = list(book.free())
    pages = [list(lines) for _, lines in groupby(free, key=book.homes.__getitem__)]
    alike = groupby(free, key=lambda at: (book.homes[at], book.lines[at].style))
    pages += [list(lines) for _, lines in alike]
    words = passage.text.casefold().split()
    best, nearest = _LIKE, list[int]()
    for lines in (*([at] for at in free), *pages):
        line_words = book.as_read(lines).casefold().split()
        preview = SequenceMatcher(None, words, line_words, autojunk=False).ratio()
        if preview >= best:
            best, nearest = preview, lines
    return nearest


def _more(book: _Book, texts: Sequence[PageText]) -> Iterator[Finding]:
    """Find lines beside a text of the story, or set as it is, that are none of it."""
    unknown, pages = list(book.unknown()), dict[int, set[int]]()
    # Texts that read the same are looked at together.
    pools: dict[str, list[list[list[int]]]] = {}
    for passage, places in book.running:
        pools.setdefault(painted_text(passage.text), []).append(places)
    for pool in pools.values():
        whole = [place for places in pool for place in places]
        for at in _superfluous(book, len(pool), whole, unknown):
            pages.setdefault(book.homes[at], set()).add(at)
    for home, lines in pages.items():
        text = book.as_read(sorted(lines))
        message = f"it says “{text[:_SHOWN]}”; {book.model.called} does not"
        yield codes.finding("B008", texts[home].where, message)


def _superfluous(
    book: _Book, texts: int, places: Sequence[list[int]], unknown: Sequence[int]
) -> set[int]:
    """Return lines that should not be beside so many texts; a list of contents repeats some."""
    beside = [_lines_beside(book, place, unknown) for place in places]
    more = beside[0] if sum(not lines for lines in beside) < texts else set()
    if texts == 1:
        ends = {place[-1] for place in places}
        more |= {at for place in places if place[0] - 1 in ends for at in place}
    return more


def _lines_beside(book: _Book, place: Sequence[int], unknown: Sequence[int]) -> set[int]:
    """Return the lines of a text's pages that belong to no text: next to it, or set as it is."""
    homes = {book.homes[at] for at in place}
    styles = {book.lines[at].style for at in place}
    mine, more = set(place), set[int]()
    for at in (at for at in unknown if book.homes[at] in homes):
        if book.lines[at].style in styles or {at - 1, at + 1} & (mine | more):
            more.add(at)
    return more


def compare_proof(book_name: str, contents: BookContents, model: ExpectedBook) -> Iterator[Finding]:
    """Look in a proof for title, captions, credits and alt texts, each set in one type."""
    if not reads(contents.title, model.title):
        wording = f"the title is “{contents.title}”; in {model.called} it is “{model.title}”"
        yield codes.finding("B001", book_name, wording)
    lines, used_lines = [line for text in contents.texts for line in text.lines], set[int]()
    passages = (passage for passage in model.passages if passage.what in _SUMMED_UP)
    expected = [("B008", passage.what, passage.text, book_name, 0) for passage in passages]
    for plate in model.plates:
        where = f"{book_name} (plate “{plate.plate}”)"
        expected.append(("B003", "caption", plate.caption, where, plate.items))
        expected.append(("B004", "credit", plate.proof_credit, where, 0))
        expected.append(("B005", "alt text", plate.alt or "", where, 0))
    missing = [
        (code, what, text, where)
        for code, what, text, where, items in expected
        if not _take_alone(model.piece(text, items), lines, used_lines)
    ]
    free = (line for at, line in enumerate(lines) if at not in used_lines)
    runs = groupby(free, key=lambda line: line.style)
    texts = [model.readable(list(run)) for _, run in runs]
    for code, what, text, where in missing:
        alike = [SequenceMatcher(None, text.split(), other.split()).ratio() for other in texts]
        best = max(alike, default=0.0)
        wording = texts[alike.index(best)] if best >= _LIKE else ""
        yield codes.finding(code, where, contrast(what, wording, text, model.called))


def _take_alone(piece: Piece, lines: list[TextLine], used_lines: set[int]) -> bool:
    """Find a text; the line after it, if not known, is set in another type."""
    mine = find_piece(piece, lines, used_lines)
    after = mine[-1] + 1 if mine else len(lines)
    goes_on = after < len(lines) and lines[after].style == lines[after - 1].style
    if goes_on and after not in used_lines and painted_text(lines[after].text):
        return False
    used_lines.update(mine)
    return bool(mine) or not painted_text(piece.text)
