"""Arranges the openings of a book on large sheets: which pages face, how small, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from platebook.geometry import Box, Size
from platebook.pdf.layout.sheet import Sheet

#: The paper, landscape, in mm: A3, and what is called tabloid where paper is measured in inches.
A3, TABLOID = Size(420.0, 297.0), Size(431.8, 279.4)
#: mm: the sheet's edge, its heading and its foot, the gaps, and the line below each opening.
_EDGE, _HEAD, _FOOT, _GAP, _LABEL = 10.0, 11.0, 6.0, 7.0, 5.5
#: How many openings a sheet has.
_LEAST, _MOST = 6, 12


@dataclass(frozen=True, slots=True)
class Grid:
    """How openings stand on a sheet: so many in a row and a column, ``scale`` times their size."""

    paper: Size
    columns: int
    rows: int
    scale: float

    @property
    def count(self) -> int:
        """How many openings a sheet holds."""
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class SmallPage:
    """One page as the flatplan shows it: its folio, and its trim in mm on the sheet.

    ``seen`` is what is shown of it: trim and bleed, as far as the fold.
    """

    TEMPLATE_FIELDS: ClassVar = ("folio", "trim", "seen")

    folio: int
    trim: Box
    seen: Box


@dataclass(frozen=True, slots=True)
class Opening:
    """Two facing pages, or one where the book begins or ends. Boxes are mm on the sheet.

    ``fold`` is where they meet, ``hidden`` the strip that the binding hides.
    """

    TEMPLATE_FIELDS: ClassVar = ("pages", "box", "fold", "hidden")

    pages: tuple[SmallPage, ...]
    box: Box
    fold: float | None
    hidden: Box | None


def grid_for(sheet: Sheet, paper: Size) -> Grid:
    """Choose the grid that covers most of the paper with openings, 6 to 12 of them."""
    opening = _opening_size(sheet)
    grids = [
        _grid(paper, opening, columns, rows)
        for columns in range(1, _MOST + 1)
        for rows in range(1, _MOST + 1)
        if _LEAST <= columns * rows <= _MOST
    ]
    return max(grids, key=lambda grid: (round(grid.count * grid.scale**2, 6), grid.scale))


def _opening_size(sheet: Sheet) -> Size:
    """Give the size of two facing pages with their bleed, in mm."""
    width = 2 * (sheet.trim.size.width + sheet.bleed.outer)
    return Size(width, sheet.media.height)


def _grid(paper: Size, opening: Size, columns: int, rows: int) -> Grid:
    width, height = _cell(paper, columns, rows)
    return Grid(paper, columns, rows, min(width / opening.width, height / opening.height))


def _cell(paper: Size, columns: int, rows: int) -> tuple[float, float]:
    """Give the room of an opening, without its label."""
    width = (paper.width - 2 * _EDGE - (columns - 1) * _GAP) / columns
    height = (paper.height - 2 * _EDGE - _HEAD - _FOOT - (rows - 1) * _GAP) / rows
    return width, height - _LABEL


def sheets_of(count: int, sheet: Sheet, grid: Grid) -> Iterator[tuple[Opening, ...]]:
    """Place the openings of a book of ``count`` pages, sheet by sheet, in reading order."""
    facing = list(_facing(count))
    for first in range(0, len(facing), grid.count):
        group = facing[first : first + grid.count]
        yield tuple(_placed(folios, at, sheet, grid) for at, folios in enumerate(group))


def _facing(count: int) -> Iterator[Sequence[int]]:
    """Give the folios that face each other: 1 alone, 2 and 3, and so on."""
    yield (1,)
    for folio in range(2, count + 1, 2):
        yield (folio, folio + 1) if folio < count else (folio,)


def _placed(folios: Sequence[int], at: int, sheet: Sheet, grid: Grid) -> Opening:
    width, height = _cell(grid.paper, grid.columns, grid.rows)
    row, column = divmod(at, grid.columns)
    if sheet.direction == "rtl":
        column = grid.columns - 1 - column
    size, scale = _opening_size(sheet), grid.scale
    x = _EDGE + column * (width + _GAP) + (width - size.width * scale) / 2
    y = _EDGE + _HEAD + row * (height + _LABEL + _GAP) + (height - size.height * scale) / 2
    box = Box(x, y, size.width * scale, size.height * scale)
    pages = tuple(_page(folio, sheet, box, scale) for folio in folios)
    middle = box.x + box.width / 2
    hidden = sheet.fold.hidden * scale
    strip = Box(middle - hidden, box.y, 2 * hidden, box.height)
    facing = len(folios) == 2
    return Opening(pages, box, middle if facing else None, strip if facing and hidden else None)


def _page(folio: int, sheet: Sheet, box: Box, scale: float) -> SmallPage:
    """Place a page on its side of the fold; one that is bound at its left stands at the right."""
    right = sheet.binds_left(folio)
    wide, high = sheet.trim.size.width * scale, sheet.trim.size.height * scale
    middle, bleed = box.x + box.width / 2, sheet.bleed.outer * scale
    trim = Box(middle if right else middle - wide, box.y + sheet.bleed.top * scale, wide, high)
    seen = Box(middle if right else box.x, box.y, wide + bleed, box.height)
    return SmallPage(folio, trim, seen)
