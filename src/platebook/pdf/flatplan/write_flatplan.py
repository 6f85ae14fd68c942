"""Writes the flatplan: all openings of the printed book, small, with folios, plates and fold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from platebook.book import Page, PageKind
from platebook.geometry import Size, pixels_at
from platebook.pdf import desk_document, engine
from platebook.pdf.flatplan.impose import Imposition
from platebook.pdf.flatplan.openings import Grid, Opening, grid_for, sheets_of
from platebook.pdf.layout.openings import opened
from platebook.pdf.layout.over import type_colours
from platebook.pdf.layout.plan import PRINT_PPI, Plan, book_of
from platebook.pdf.layout.print_shell import address
from platebook.pdf.layout.theme_sandbox import shielded
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.print_writer import hold_to, theme_to_blame
from platebook.photos import SHARPEN_SCREEN, Recipe, Rendition
from platebook.printers import Printer
from platebook.printers.length_labels import size
from platebook.version import __version__

if TYPE_CHECKING:
    from weasyprint import Document

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
    def grid(self) -> Grid:
        """How openings stand on a sheet."""
        return grid_for(self.plan.sheet, self.paper)

    @cached_property
    def openings(self) -> tuple[tuple[Opening, ...], ...]:
        """The openings of each sheet."""
        return tuple(sheets_of(self.plan.pagination.count, self.plan.sheet, self.grid))

    def recipe(self, printed: Recipe) -> Recipe:
        """Give the recipe of a photograph here: as it is printed, but small and in sRGB."""
        width, height = (
            pixels_at(px / PRINT_PPI * 25.4 * self.grid.scale, _PPI) for px in printed.box
        )
        return replace(
            printed,
            medium="sheet",
            box=(width, height),
            quality=_QUALITY,
            chroma="4:2:0",
            colour=None,
            sharpen=SHARPEN_SCREEN if printed.sharpen else 0.0,
        )

    def write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        """Write the sheets to ``draft``; ``plates`` are made by ``recipe``, by plate id."""
        shielded(
            self.typesetter,
            lambda typesetter: replace(self, typesetter=typesetter)._write(plates, draft),
            draft=draft,
            files=[plate.path for plate in plates.values()],
        )

    def rehearse(self) -> None:
        """Lay the sheets out without the book's pages, for a foreign theme's mistakes."""
        if self.typesetter.design.foreign:
            shielded(self.typesetter, lambda each: replace(self, typesetter=each)._rehearse())

    def _rehearse(self) -> None:
        with self._sheets() as sheets:
            engine.write(sheets, BytesIO(), lambda *_: None)

    def _sheets(self) -> AbstractContextManager[Document]:
        page = f"@page {{ size: {self.paper.width}mm {self.paper.height}mm }}"
        return desk_document.laid_out(
            self.typesetter, _TEMPLATE, self._context, _STYLE, more=page, prefix="Sheet"
        )

    def _write(self, plates: Mapping[str, Rendition], draft: Path) -> None:
        typesetter, plan = self.typesetter, self.plan
        files = {address(name): plate.path for name, plate in plates.items()}
        colours = type_colours(plan, typesetter.edition, plates, strict=False)
        book = book_of(plan, typesetter, files, colours)
        with theme_to_blame(typesetter.design), self._sheets() as sheets:
            hold_to(book, plan)
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
        starts = {self.plan.pagination.folios[page.anchor]: page for page in self._pages}
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

    @property
    def _pages(self) -> tuple[Page, ...]:
        return opened(self.typesetter.edition, self.plan.faced).pages


def _label(page: Page) -> Label:
    if page.kind is PageKind.CAPTION:
        return Label(page.number, "caption")
    if page.kind in (PageKind.PLATE, PageKind.SECOND):
        return Label(page.number, page.shown.id)
    return Label(None, page.kind.value.replace("-", " "))
