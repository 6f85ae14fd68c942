"""Writes the printed book's pages as a PDF for screens, readable by everyone and for long.

Tagged as PDF/UA-1 (ISO 14289-1) wants it, and a PDF/A-2u (ISO 19005-2) by colours, fonts and what
it says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.pdf import engine
from platebook.pdf.engine import LayoutError, PaintError
from platebook.pdf.layout.over import type_colours
from platebook.pdf.layout.plan import Plan, dressing_of, with_colours, with_thumbnails
from platebook.pdf.layout.print_shell import address
from platebook.pdf.layout.sheet import Sheet
from platebook.pdf.layout.theme_sandbox import shielded
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.press.colour_mapping import ScreenColours
from platebook.pdf.press.finish import describe, finisher, pictures
from platebook.pdf.press.output_intent import add_screen
from platebook.pdf.press.pdf_xmp import Owners
from platebook.pdf.press.press_file import PressFile
from platebook.pdf.press.recolour import repaint
from platebook.pdf.print_writer import hold_to, theme_to_blame
from platebook.pdf.screen_plan import CONTENTS, screens
from platebook.pdf.tags.actual_text import wording
from platebook.pdf.tags.build_tree import UntaggedContentError, structure
from platebook.pdf.tags.marked_content import Marks
from platebook.pdf.tags.write_tags import tag
from platebook.pdf.weasyprint_patches.glyph_text import paint_spaces
from platebook.photos import Rendition
from platebook.story import UNDATED, modified

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

#: What the file says it keeps to (ISO 19005-2, 6.6.4; ISO 14289-1, 5).
_CLAIMS = {"pdfaid:part": "2", "pdfaid:conformance": "U", "pdfuaid:part": "1"}


def write_screen(
    typesetter: Typesetter,
    plan: Plan,
    plates: Mapping[str, Rendition],
    draft: Path,
    owners: Owners | None = None,
) -> None:
    """Write the PDF for screens of the printed book that ``typesetter`` and ``plan`` are of.

    ``plates`` are made by ``screen_recipes``, by plate id; ``owners`` go into its metadata. The
    date is the story's, else that of SOURCE_DATE_EPOCH, else there is none. Raises ThemeError
    where a theme's pages come out otherwise than on paper, or cannot be read aloud.
    """
    shielded(
        typesetter,
        lambda typesetter: _written(typesetter, plan, plates, draft, owners or Owners()),
        draft=draft,
        files=[plate.path for plate in plates.values()],
    )


def _written(
    typesetter: Typesetter, plan: Plan, plates: Mapping[str, Rendition], draft: Path, owners: Owners
) -> None:
    with theme_to_blame(typesetter.design):
        document, sheet = _laid_out(typesetter, plan, plates)
        dated = modified(typesetter.edition.story)
        shown = _Shown(Marks(document), owners, None if dated == UNDATED else dated)
        finish = finisher(sheet, shown)
        engine.write(document, draft, finish, version=shown.file.version, tagged=True)


def _laid_out(
    typesetter: Typesetter, plan: Plan, plates: Mapping[str, Rendition]
) -> tuple[Document, Sheet]:
    """Lay the book out as it was printed, its contents in the airiest setting that holds them."""
    files = {address(name): plate.path for name, plate in plates.items()}
    files = {**with_thumbnails(plan, files)}
    colours = type_colours(plan, typesetter.edition, plates)
    settings = with_colours(plan.settings, colours)
    fault = LayoutError("there is no way to set the contents")
    for setter, planned, setting in screens(typesetter, plan):
        dressing = dressing_of(planned, setter.edition)
        blanks = planned.pagination.blanks
        document = setter.book({**settings, CONTENTS: setting}, dressing, files, blanks)
        try:
            hold_to(document, planned)
        except LayoutError as found:
            fault = found
        else:
            return document, planned.sheet
    raise fault


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a PDF for screens is finished: tagged, in sRGB, and said to be so."""

    marks: Marks
    owners: Owners
    dated: datetime | None
    file: PressFile = PressFile()  # noqa: RUF009  frozen

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:
        """Make a PDF what a screen shows and a screen reader reads."""
        said = wording(self.marks.leaves())
        try:
            tree = structure(self.marks.root, said, self.marks.areas())
        except UntaggedContentError as error:
            fix = 'Give every img an alt: what it shows, or nothing (alt="") for decoration.'
            raise PaintError(f"{error} has no alt text", fix) from error
        tag(pdf, self.marks, tree)
        repaint(pdf, ScreenColours())
        paint_spaces(document, self.marks, said)
        for picture in pictures(pdf):
            picture.extra["Interpolate"] = "false"  # PDF/A-2, 6.2.8
        # It is printed on office paper, and the page may be fitted to that.
        pdf.catalog["ViewerPreferences"].pop("PrintScaling", None)
        add_screen(pdf)
        describe(document, pdf, self.owners, self.dated, lambda _: _CLAIMS)
