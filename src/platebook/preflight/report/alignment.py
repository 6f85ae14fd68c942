"""Lays the pages of several books side by side: plate by plate, and the other pages by their words.

The rows follow the first e-book, document by document; where there is none, the first PDF, page by
page. A page of another book stands beside what says the same. What has no like stands together,
between the plates that it comes between, and a blank page with its neighbour, rather not a plate.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

from platebook.errors import Finding
from platebook.preflight.model import PageThumbnail, Subject

#: Letters in a row by which two texts are compared; and the share of these that a page has in
#: common with what it stands beside.
_LETTERS, _SHARE = 4, 0.5
#: The row of what has no like, and where it is.
_ALONE = "Not in every book"
_PLATE = re.compile(r"plate “([^”]{1,200})”")
_PAGE = re.compile(r", page (\d{1,6})\b")
_DOCUMENT = re.compile(r", ([^,:]+?)(?::\d+)?(?: \(plate|$)")


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """Pages that belong together; ``cells`` holds each book's, none where it has none.

    ``title`` is the plate's or the document's; ``plate`` its id, empty for other pages, and
    ``number`` counts the plates from 1.
    """

    TEMPLATE_FIELDS: ClassVar = ("title", "plate", "number", "cells", "words", "alt")

    title: str
    plate: str
    number: int
    cells: tuple[tuple[PageThumbnail, ...], ...]

    @property
    def words(self) -> str:
        """The plate's caption, from the first book that has one."""
        return next((page.words for cell in self.cells for page in cell if page.words), "")

    @property
    def alt(self) -> str | None:
        """The text alternative of what is shown; None where no book has one."""
        alts = (thumbnail.alt for cell in self.cells for thumbnail in cell)
        return next((alt for alt in alts if alt is not None), None)


@dataclass(slots=True)
class _Line:
    """A row in the making."""

    title: str
    plate: str
    cells: dict[int, list[PageThumbnail]] = field(default_factory=lambda: defaultdict(list))
    grams: frozenset[str] = frozenset()


def rows(books: Sequence[Sequence[PageThumbnail]]) -> tuple[AlignedRow, ...]:
    """Return every page of every book, once, in rows."""
    order = sorted(range(len(books)), key=lambda book: not any(at.document for at in books[book]))
    table = _Table()
    for book in order:
        (table.join if table.lines else table.begin)(book, books[book])
    numbers, result = count(1), []
    for line in table.lines:
        cells = tuple(tuple(line.cells[book]) for book in range(len(books)))
        number = next(numbers) if line.plate else 0
        result.append(AlignedRow(line.title, line.plate, number, cells))
    return tuple(result)


class _Table:
    """The rows so far."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []

    def begin(self, book: int, thumbnails: Sequence[PageThumbnail]) -> None:
        """Make the rows of the first book: one for each plate, each document, each other page."""
        for thumbnail in thumbnails:
            last = self.lines[-1] if self.lines else None
            if not (last and _goes_on(last.cells[book][-1], thumbnail)):
                title = thumbnail.title or thumbnail.plate or f"Page {thumbnail.number}"
                last = _Line(title, thumbnail.plate, grams=_grams(thumbnail.text))
                self.lines.append(last)
            last.cells[book].append(thumbnail)

    def join(self, book: int, thumbnails: Sequence[PageThumbnail]) -> None:
        """Put the pages of another book beside those that they are like."""
        plates = {line.plate: line for line in self.lines if line.plate}
        # Where a book names its plates, no other page of it is one.
        alike = _TextSimilarity(
            self.lines, plates_too=not any(thumbnail.plate for thumbnail in thumbnails)
        )
        last, after, blanks = None, "", list[PageThumbnail]()
        for thumbnail in thumbnails:
            if _is_blank(thumbnail) and (not last or last.plate):
                blanks.append(thumbnail)
                continue
            if thumbnail.plate:
                line = plates.get(thumbnail.plate) or _Line(
                    thumbnail.title or thumbnail.plate, thumbnail.plate
                )
                if thumbnail.plate not in plates:
                    self.lines.insert(self._place(after), line)
                plates[thumbnail.plate], after = line, thumbnail.plate
            elif last and (_goes_on(last.cells[book][-1], thumbnail) or _is_blank(thumbnail)):
                line = last
            else:
                line = alike.best(thumbnail.text, after) or self._row_without_match(after)
            (last if last and line.plate else line).cells[book] += blanks
            line.cells[book].append(thumbnail)
            last, blanks = line, []
        if blanks:
            (last or self._row_without_match("")).cells[book] += blanks

    def _row_without_match(self, after: str) -> _Line:
        """Return the row of what has no like, before the next plate."""
        place = self._place(after)
        for line in self.lines[:place][::-1]:
            if line.title == _ALONE and not line.plate:
                return line
            if line.plate:
                break
        line = _Line(_ALONE, "")
        self.lines.insert(place, line)
        return line

    def _place(self, after: str) -> int:
        """Return the place before the plate that follows another one, or the end."""
        is_after = not after
        for place, line in enumerate(self.lines):
            if is_after and line.plate:
                return place
            is_after = is_after or line.plate == after
        return len(self.lines)


def _goes_on(before: PageThumbnail, thumbnail: PageThumbnail) -> bool:
    """Return whether a page goes on with what the one before it shows."""
    if before.plate or thumbnail.plate:
        return before.plate == thumbnail.plate
    return bool(thumbnail.document) and before.document == thumbnail.document


def _is_blank(thumbnail: PageThumbnail) -> bool:
    return not (thumbnail.document or thumbnail.photograph or thumbnail.text.strip())


class _TextSimilarity:
    """Finds the row that says what a page says."""

    def __init__(self, lines: Sequence[_Line], *, plates_too: bool) -> None:
        self._lines = list(lines)
        self._index: dict[str, list[int]] = defaultdict(list)
        self._after: list[str] = []
        after = ""
        for place, line in enumerate(self._lines):
            after = line.plate or after
            self._after.append(after)
            for gram in line.grams if plates_too or not line.plate else ():
                self._index[gram].append(place)

    def best(self, text: str, after: str) -> _Line | None:
        """Return the row most like a text, if any: after the same plate, and saying least else."""
        grams = _grams(text)
        shared = Counter(place for gram in grams for place in self._index.get(gram, ()))
        scores = [
            (self._after[place] == after, many / smaller, many / len(line_grams), -place)
            for place, many in shared.items()
            if (line_grams := self._lines[place].grams)
            and many >= _SHARE * (smaller := min(len(grams), len(line_grams)))
        ]
        return self._lines[-max(scores)[-1]] if scores else None


def _grams(text: str) -> frozenset[str]:
    """Return all runs of a few letters and digits, whichever way round they were read."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(filter(str.isalnum, plain))
    starts = range(max(1, len(letters) - _LETTERS + 1))
    runs = {letters[at : at + _LETTERS] for at in starts} - {""}
    return frozenset(min(run, run[::-1]) for run in runs)


@dataclass(frozen=True, slots=True)
class Pinned:
    """Findings by the place of their row; and those that belong to none."""

    by_row: Mapping[int, tuple[Finding, ...]]
    loose: tuple[Finding, ...]


def pin(
    rows: Sequence[AlignedRow], subjects: Sequence[Subject], findings: Sequence[Finding]
) -> Pinned:
    """Find each finding's row; ``subjects`` are the books whose pages the cells hold, in order."""
    plates = {row.plate: at for at, row in enumerate(rows) if row.plate}
    # An e-book's pages are the report's own, and no finding knows their numbers.
    places: dict[tuple[int, int | str], int] = {}
    for at, row in enumerate(rows):
        for book, cell in enumerate(row.cells):
            for thumbnail in cell:
                places.setdefault((book, thumbnail.document or thumbnail.number), at)
    by_row: dict[int, list[Finding]] = {}
    loose: list[Finding] = []
    for finding in findings:
        plate = _PLATE.search(finding.where)
        place = plates.get(plate[1]) if plate else None
        for book, subject in enumerate(subjects):
            if place is None and finding.where.startswith(f"{subject.called}, "):
                place = _place(places, book, finding.where.removeprefix(subject.called))
        (loose if place is None else by_row.setdefault(place, [])).append(finding)
    return Pinned({at: tuple(thumbnails) for at, thumbnails in by_row.items()}, tuple(loose))


def _place(places: Mapping[tuple[int, int | str], int], book: int, where: str) -> int | None:
    page, document = _PAGE.match(where), _DOCUMENT.match(where)
    if page:
        return places.get((book, int(page[1])))
    for folder in ("", "EPUB/", "OEBPS/"):
        if document and (at := places.get((book, f"{folder}{document[1]}"))) is not None:
            return at
    return None
