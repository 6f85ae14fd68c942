"""The flatplan: all openings of the printed book, small, with folios, plates and fold.

The book's pages and the sheets are laid out as one document, the pages first; each page becomes a
form that is drawn small (ISO 32000-2, 8.10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from platebook.book import Page, PageKind
from platebook.geometry import PT_PER_MM, Box, Size, pixels_at
from platebook.pdf import engine, layout_dry_run
from platebook.pdf.layout.openings import add_caption_pages
from platebook.pdf.layout.page_grid import Sheet
from platebook.pdf.layout.plan import PRINT_PPI, Plan, book_of, small_recipe
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address
from platebook.pdf.pdf_objects import make_form, pages_of
from platebook.pdf.press.finish import unbookmark, unlink
from platebook.pdf.press.recolour import ScreenColours, repaint
from platebook.pdf.print_writer import check_as_planned, theme_errors, type_colours
from platebook.photos.model import Recipe, Rendition
from platebook.printers.describe import size
from platebook.printers.printer import Printer
from platebook.version import __version__

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

#: The paper, landscape, in mm: A3, and what is called tabloid where paper is measured in inches.
A3, TABLOID = Size(420.0, 297.0), Size(431.8, 279.4)
#: mm: the sheet's edge, its heading and its foot, the gaps, and the line below each opening.
_EDGE, _HEAD, _FOOT, _GAP, _LABEL = 10.0, 11.0, 6.0, 7.0, 5.5
#: How many openings a sheet has.
_LEAST, _MOST = 6, 12


@dataclass(frozen=True, slots=True)
class OpeningGrid:
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
    """A page of the flatplan; its ``trim`` and what is ``seen``, bleed too, are mm on the sheet."""

    TEMPLATE_FIELDS: ClassVar = ("folio", "trim", "seen")

    folio: int
    trim: Box
    seen: Box


@dataclass(frozen=True, slots=True)
class DrawnOpening:
    """Two facing pages, or one where the book begins or ends. Boxes are mm on the sheet.

    ``fold`` is where they meet, ``hidden`` the strip that the binding hides.
    """

    TEMPLATE_FIELDS: ClassVar = ("pages", "box", "fold", "hidden")

    pages: tuple[SmallPage, ...]
    box: Box
    fold: float | None
    hidden: Box | None


def grid_for(sheet: Sheet, paper: Size) -> OpeningGrid:
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
    """Return the size of two facing pages with their bleed, in mm."""
    width = 2 * (sheet.trim.size.width + sheet.bleed.outer)
    return Size(width, sheet.media.height)


def _grid(paper: Size, opening: Size, columns: int, rows: int) -> OpeningGrid:
    width, height = _cell(paper, columns, rows)
    return OpeningGrid(paper, columns, rows, min(width / opening.width, height / opening.height))


def _cell(paper: Size, columns: int, rows: int) -> tuple[float, float]:
    """Return the room of an opening, without its label."""
    width = (paper.width - 2 * _EDGE - (columns - 1) * _GAP) / columns
    height = (paper.height - 2 * _EDGE - _HEAD - _FOOT - (rows - 1) * _GAP) / rows
    return width, height - _LABEL


def sheets_of(count: int, sheet: Sheet, grid: OpeningGrid) -> Iterator[tuple[DrawnOpening, ...]]:
    """Place the openings of a book of ``count`` pages, sheet by sheet, in reading order."""
    facing = list(_facing_folios(count))
    for first in range(0, len(facing), grid.count):
        group = facing[first : first + grid.count]
        yield tuple(_place(folios, at, sheet, grid) for at, folios in enumerate(group))


def _facing_folios(count: int) -> Iterator[Sequence[int]]:
    """Yield the folios that face each other: 1 alone, 2 and 3, and so on."""
    yield (1,)
    for folio in range(2, count + 1, 2):
        yield (folio, folio + 1) if folio < count else (folio,)


def _place(folios: Sequence[int], at: int, sheet: Sheet, grid: OpeningGrid) -> DrawnOpening:
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
    return DrawnOpening(
        pages, box, middle if facing else None, strip if facing and hidden else None
    )


def _page(folio: int, sheet: Sheet, box: Box, scale: float) -> SmallPage:
    """Place a page on its side of the fold; one that is bound at its left stands at the right."""
    right = sheet.binds_left(folio)
    wide, high = sheet.trim.size.width * scale, sheet.trim.size.height * scale
    middle, bleed = box.x + box.width / 2, sheet.bleed.outer * scale
    trim = Box(middle if right else middle - wide, box.y + sheet.bleed.top * scale, wide, high)
    visible_box = Box(middle if right else box.x, box.y, wide + bleed, box.height)
    return SmallPage(folio, trim, visible_box)


class Imposition:
    """Finishes the PDF: the book's pages, ``count`` of them, go into the openings."""

    def __init__(
        self, sheet: Sheet, openings: Sequence[Sequence[DrawnOpening]], count: int, paper: Size
    ) -> None:
        self._sheet, self._openings, self._count, self._paper = sheet, openings, count, paper

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:  # noqa: ARG002
        """Draw the pages below what stands on each sheet, and take them out of the page tree."""
        import pydyf

        pages = pages_of(pdf)
        book, sheets = pages[: self._count], pages[self._count :]
        repaint(pdf, ScreenColours())
        unlink(pdf)
        unbookmark(pdf)
        for folio, page in enumerate(book, 1):
            make_form(pdf, page, _name(folio), self._sheet.points(self._cut(folio)), at_origin=True)
        for sheet, openings in zip(sheets, self._openings, strict=True):
            stream = pydyf.Stream([piece for opening in openings for piece in self._draw(opening)])
            pdf.add_object(stream)
            sheet["Contents"] = pydyf.Array([stream.reference, sheet["Contents"]])
        direction = "/R2L" if self._sheet.direction == "rtl" else "/L2R"
        preferences = {"DisplayDocTitle": "true", "Direction": direction}
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(preferences)

    def _cut(self, folio: int) -> Box:
        """Return a page's visible box, in mm from its corner: all but the bleed at the binding."""
        trim, outer = self._sheet.trim_box(folio), self._sheet.bleed.outer
        x = trim.x if self._sheet.binds_left(folio) else trim.x - outer
        return Box(x, 0.0, trim.width + outer, self._sheet.media.height)

    def _draw(self, opening: DrawnOpening) -> list[str]:
        pieces = []
        for page in opening.pages:
            visible_box = page.seen
            scale = visible_box.height / self._sheet.media.height
            x, y = visible_box.x, self._paper.height - visible_box.y - visible_box.height
            place = " ".join(f"{length * PT_PER_MM:.4f}" for length in (x, y))
            pieces.append(f"q {scale:.6f} 0 0 {scale:.6f} {place} cm /{_name(page.folio)} Do Q")
        return pieces


def _name(folio: int) -> str:
    return f"page-{folio}"


_TEMPLATE, _STYLE = "flatplan/flatplan.html.j2", "flatplan.css"
#: Of a photograph at its size on the sheet.
_PPI, _QUALITY = 200, 80


@dataclass(frozen=True, slots=True)
class Label:
    """What stands below a page: ``plate`` is its number, ``text`` what the page is."""

    TEMPLATE_FIELDS: ClassVar = ("plate", "text")

    plate: int | None
    text: str


@dataclass(frozen=True)
class Flatplan:
    """A flatplan before it is laid out, of the book that ``typesetter`` and ``plan`` are of.

    ``paper`` is that of its sheets, in mm; ``printer`` is whom the book is for.
    """

    typesetter: Typesetter
    plan: Plan
    paper: Size
    printer: Printer | None = None

    @cached_property
    def grid(self) -> OpeningGrid:
        """How openings stand on a sheet."""
        return grid_for(self.plan.sheet, self.paper)

    @cached_property
    def openings(self) -> tuple[tuple[DrawnOpening, ...], ...]:
        """The openings of each sheet."""
        return tuple(sheets_of(self.plan.pagination.count, self.plan.sheet, self.grid))

    def recipe(self, print_recipe: Recipe) -> Recipe:
        """Return the recipe of a photograph here: as it is printed, but small and in sRGB."""
        width, height = (
            pixels_at(px / PRINT_PPI * 25.4 * self.grid.scale, _PPI) for px in print_recipe.box
        )
        return small_recipe(print_recipe, "sheet", (width, height), _QUALITY)

    def write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        """Write the sheets to ``draft``; ``plates`` are made by ``recipe``, by plate id."""
        run_limited(
            self.typesetter,
            lambda typesetter: replace(self, typesetter=typesetter)._write(plates, draft),
            draft=draft,
            files=[plate.path for plate in plates.values()],
        )

    def dry_run(self) -> None:
        """Lay the sheets out without the book's pages, for a foreign theme's mistakes."""
        if self.typesetter.design.foreign:
            run_limited(self.typesetter, lambda setter: replace(self, typesetter=setter)._dry_run())

    def _dry_run(self) -> None:
        with self._sheets() as sheets:
            engine.write(sheets, BytesIO(), lambda *_: None)

    def _sheets(self) -> AbstractContextManager[Document]:
        page = f"@page {{ size: {self.paper.width}mm {self.paper.height}mm }}"
        return layout_dry_run.lay_out(
            self.typesetter, _TEMPLATE, self._context, _STYLE, more=page, prefix="Sheet"
        )

    def _write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        typesetter, plan = self.typesetter, self.plan
        files = {address(name): plate.path for name, plate in plates.items()}
        colours = type_colours(plan, typesetter.edition, plates, strict=False)
        book = book_of(plan, typesetter, files, colours)
        with theme_errors(typesetter.design), self._sheets() as sheets:
            check_as_planned(book, plan)
            count = plan.pagination.count
            imposition = Imposition(plan.sheet, self.openings, count, self.paper)
            both = sheets.copy([*book.pages, *sheets.pages])
            engine.write(both, draft, imposition.finish)

    @property
    def _context(self) -> dict[str, object]:
        return {
            "sheets": self.openings,
            "paper": self.paper,
            "labels": dict(self._labels()),
            "facts": list(self._facts()),
            "binding": self.plan.sheet.fold.binding.value,
            "hidden": self.plan.sheet.fold.hidden,
            "bleeds": bool(self.plan.sheet.bleed.outer),
            "version": __version__,
        }

    def _facts(self) -> Iterator[str]:
        count = self.plan.pagination.count
        plates = len(self.typesetter.edition.plates)
        yield f"{count} pages"
        yield f"{plates} plates" if plates != 1 else "1 plate"
        yield size(self.plan.sheet.trim.size)
        if self.printer:
            yield self.printer.label

    def _labels(self) -> Iterator[tuple[int, Label]]:
        """Name every page by its folio; a text's later pages go by its name too."""
        pages = add_caption_pages(self.typesetter.edition, self.plan.faced).pages
        starts = {self.plan.pagination.folios[page.anchor]: page for page in pages}
        blanks = {
            folio - back
            for anchor, count in self.plan.pagination.blanks.items()
            for folio in [self.plan.pagination.folios.get(anchor, self.plan.pagination.count + 1)]
            for back in range(1, count + 1)
        }
        last = Label(None, "")
        for folio in range(1, self.plan.pagination.count + 1):
            if folio in starts:
                last = _label(starts[folio])
            yield folio, Label(None, "blank") if folio in blanks else last


def _label(page: Page) -> Label:
    if page.kind is PageKind.CAPTION:
        return Label(page.number, "caption")
    if page.kind in (PageKind.PLATE, PageKind.SECOND):
        return Label(page.number, page.shown.id)
    return Label(None, page.kind.value.replace("-", " "))
