"""Pins findings to the rows of a report, by the plate, page or document that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from platebook.errors import Finding
from platebook.preflight.model import Subject
from platebook.preflight.report.alignment import AlignedRow

_PLATE = re.compile(r"plate “([^”]{1,200})”")
_PAGE = re.compile(r", page (\d{1,6})\b")
_DOCUMENT = re.compile(r", ([^,:]+?)(?::\d+)?(?: \(plate|$)")


@dataclass(frozen=True, slots=True)
class Pinned:
    """Findings by the place of their row; and those that belong to none."""

    by_row: Mapping[int, tuple[Finding, ...]]
    loose: tuple[Finding, ...]


def pinned(
    rows: Sequence[AlignedRow], subjects: Sequence[Subject], findings: Sequence[Finding]
) -> Pinned:
    """Find each finding's row; ``subjects`` are the books whose pages the cells hold, in order."""
    plates = {row.plate: at for at, row in enumerate(rows) if row.plate}
    # An e-book's pages are the report's own, and no finding knows their numbers.
    places: dict[tuple[int, int | str], int] = {}
    for at, row in enumerate(rows):
        for book, cell in enumerate(row.cells):
            for sight in cell:
                places.setdefault((book, sight.document or sight.number), at)
    by_row: dict[int, list[Finding]] = {}
    loose: list[Finding] = []
    for found in findings:
        plate = _PLATE.search(found.where)
        place = plates.get(plate[1]) if plate else None
        for book, subject in enumerate(subjects):
            if place is None and found.where.startswith(f"{subject.called}, "):
                place = _place(places, book, found.where.removeprefix(subject.called))
        (loose if place is None else by_row.setdefault(place, [])).append(found)
    return Pinned({at: tuple(each) for at, each in by_row.items()}, tuple(loose))


def _place(places: Mapping[tuple[int, int | str], int], book: int, where: str) -> int | None:
    page, document = _PAGE.match(where), _DOCUMENT.match(where)
    if page:
        return places.get((book, int(page[1])))
    for folder in ("", "EPUB/", "OEBPS/"):
        if document and (at := places.get((book, f"{folder}{document[1]}"))) is not None:
            return at
    return None
