"""Imposes a book's pages on the sheets of a flatplan: each page becomes a form that is drawn small.

Both are laid out as one document, the book's pages first (ISO 32000-2, 8.10: form XObjects).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from platebook.geometry import PT_PER_MM, Box, Size
from platebook.pdf.flatplan.openings import Opening
from platebook.pdf.layout.sheet import Sheet
from platebook.pdf.press.colour_mapping import ScreenColours
from platebook.pdf.press.finish import unbookmark, unlink
from platebook.pdf.press.recolour import repaint

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document


class Imposition:
    """Finishes the PDF: the book's pages, ``count`` of them, go into the openings."""

    def __init__(
        self, sheet: Sheet, openings: Sequence[Sequence[Opening]], count: int, paper: Size
    ) -> None:
        self._sheet, self._openings, self._count, self._paper = sheet, openings, count, paper

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:  # noqa: ARG002
        """Draw the pages below what stands on each sheet, and take them out of the page tree."""
        import pydyf

        dictionaries = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary)]
        pages = [each for each in dictionaries if each.get("Type") == "/Page"]
        book, sheets = pages[: self._count], pages[self._count :]
        repaint(pdf, ScreenColours())
        unlink(pdf)
        unbookmark(pdf)
        objects = {each.number: each for each in pdf.objects}
        for folio, page in enumerate(book, 1):
            self._to_form(folio, page, objects)
        for sheet, openings in zip(sheets, self._openings, strict=True):
            drawn = pydyf.Stream([piece for opening in openings for piece in self._drawn(opening)])
            pdf.add_object(drawn)
            sheet["Contents"] = pydyf.Array([drawn.reference, sheet["Contents"]])
        # Number, generation and R, each an item of its own.
        del pdf.pages["Kids"][: 3 * self._count]
        pdf.pages["Count"] -= self._count
        direction = "/R2L" if self._sheet.direction == "rtl" else "/L2R"
        wanted = {"DisplayDocTitle": "true", "Direction": direction}
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(wanted)

    def _to_form(self, folio: int, page: pydyf.Dictionary, objects: dict[int, Any]) -> None:
        """Make a page's content a form, cut at the fold; an empty object keeps the page's number.

        The matrix brings the corner of what is seen to the origin.
        """
        import pydyf

        corners = self._sheet.points(self._cut(folio))
        form = objects[int(page["Contents"].split()[0])]
        form.extra |= {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array(corners),
            "Matrix": pydyf.Array((1, 0, 0, 1, -corners[0], -corners[1])),
            "Resources": page["Resources"],
        }
        objects[int(page["Resources"].split()[0])]["XObject"][_name(folio)] = form.reference
        page.clear()

    def _cut(self, folio: int) -> Box:
        """Give what is seen of a page, in mm from its corner: all but the bleed at the binding."""
        trim, outer = self._sheet.trim_box(folio), self._sheet.bleed.outer
        x = trim.x if self._sheet.binds_left(folio) else trim.x - outer
        return Box(x, 0.0, trim.width + outer, self._sheet.media.height)

    def _drawn(self, opening: Opening) -> list[str]:
        pieces = []
        for page in opening.pages:
            seen = page.seen
            scale = seen.height / self._sheet.media.height
            x, y = seen.x, self._paper.height - seen.y - seen.height
            place = " ".join(f"{length * PT_PER_MM:.4f}" for length in (x, y))
            pieces.append(f"q {scale:.6f} 0 0 {scale:.6f} {place} cm /{_name(page.folio)} Do Q")
        return pieces


def _name(folio: int) -> str:
    return f"page-{folio}"
