"""Writes the printed book's pages as a PDF for screens, readable by everyone and for long.

Tagged as PDF/UA-1 (ISO 14289-1) wants it, and a PDF/A-2u (ISO 19005-2) by colours, fonts and what
it says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from platebook.book import SCREEN, Page, PageKind, Pagination, compose, contents
from platebook.geometry import Edges
from platebook.pdf import engine
from platebook.pdf.engine import LayoutError, PaintError
from platebook.pdf.layout import openings, spreads
from platebook.pdf.layout.arrange import Placement
from platebook.pdf.layout.page_grid import Sheet
from platebook.pdf.layout.plan import (
    PRINT_PPI,
    Plan,
    plate_styles,
    small_recipe,
    with_colours,
    with_thumbnails,
)
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address
from platebook.pdf.pdf_objects import pictures
from platebook.pdf.press.finish import Owners, describe, finisher
from platebook.pdf.press.press_file import PressFile, add_screen
from platebook.pdf.press.recolour import ScreenColours, repaint
from platebook.pdf.print_writer import check_as_planned, theme_errors, type_colours
from platebook.pdf.tags.build_tree import UntaggedContentError, structure
from platebook.pdf.tags.marked_content import Marks, actual_texts
from platebook.pdf.tags.write_tags import tag
from platebook.pdf.weasyprint_patches.tounicode import paint_spaces
from platebook.photos.ebook_targets import SHARPEN_SCREEN
from platebook.photos.model import Recipe, Rendition
from platebook.story import UNDATED, modified_date

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

#: Of a photograph at its printed size; sharp still where a screen shows it half as large again.
SCREEN_PPI = 200
_QUALITY = 85
_STYLE = "screen.css"
#: The anchor of the contents.
CONTENTS = "contents"
#: How the contents may be set (the numbers of their classes in screen.css): what is listed, and,
#: in mm on a page of 8.5 × 8.5 in, what the heading takes of the page and how much of it a line
#: does; in two columns, half.
_ALL, _OPENERS, _TEXTS = range(3)
_SETTINGS = (
    (_ALL, 27.0, 5.0),
    (_ALL, 19.0, 2.1),
    (_OPENERS, 27.0, 5.0),
    (_OPENERS, 19.0, 2.1),
    (_TEXTS, 27.0, 5.0),
)


def screen_recipes(plan: Plan) -> Mapping[str, Recipe]:
    """Return what the photographs of a printed book are to be on a screen, by plate id."""
    return {plate: _recipe(print_recipe) for plate, print_recipe in plan.recipes.items()}


def _recipe(print_recipe: Recipe) -> Recipe:
    width, height = (max(1, ceil(px * SCREEN_PPI / PRINT_PPI)) for px in print_recipe.box)
    small = small_recipe(print_recipe, SCREEN.name, (width, height), _QUALITY)
    return replace(small, sharpen=SHARPEN_SCREEN)


def screens(typesetter: Typesetter, plan: Plan) -> Iterator[tuple[Typesetter, Plan, str]]:
    """Yield ways to set a printed book for a screen, the first the one that should do.

    Each is a typesetter, a plan, and the class of the contents' setting: where the contents do
    not keep to their page, the next is denser or says less. A book that has a contents page in
    print has that one.
    """
    sheet = replace(plan.sheet, bleed=Edges.all(0.0))
    placements = {
        page.anchor: _place(plan.placements[page.anchor], plan, page.anchor)
        for page in typesetter.edition.plates
    }
    edition = compose(typesetter.edition.story, SCREEN, typesetter.words)
    pagination = plan.pagination
    has_contents = bool(edition.of(PageKind.CONTENTS))
    if not has_contents:
        pagination = _paginate(pagination, typesetter)
    if not has_contents and CONTENTS in pagination.folios:
        half, *others = edition.pages
        title = typesetter.words("Contents")
        page = Page(PageKind.CONTENTS, CONTENTS, title, generated=True)
        edition = replace(edition, pages=(half, page, *others))
    styles = (*typesetter.styles, _STYLE)
    edition = openings.add_caption_pages(edition, plan.faced).paginate(pagination)
    setter = replace(typesetter, edition=edition, sheet=sheet, styles=styles)
    screen_plan = replace(plan, sheet=sheet, placements=placements, pagination=pagination)
    if has_contents:
        yield setter, screen_plan, ""
        return
    for number in _settings(setter):
        yield setter, screen_plan, f"contents-{number}"


def _place(placement: Placement, plan: Plan, anchor: str) -> Placement:
    """Count a full-bleed photograph from the trim: what bleeds off paper lies off the page."""
    if placement.second:
        return spreads.without_shift(placement, plan.sheet, plan.pagination.folios[anchor])
    if not placement.bleeds:
        return placement
    trim = plan.sheet.trim_box(plan.pagination.folios[anchor])
    photo = placement.photo
    return replace(placement, photo=replace(photo, x=photo.x - trim.x, y=photo.y - trim.y))


def _paginate(pagination: Pagination, typesetter: Typesetter) -> Pagination:
    """Put the contents on the blank page behind the half title, if there is one."""
    half, following = typesetter.edition.pages[:2]
    blanks = dict(pagination.blanks)
    if half.kind is not PageKind.HALF_TITLE or not blanks.get(following.anchor):
        return pagination
    blanks[following.anchor] -= 1
    folio = pagination.folios[half.anchor] + 1
    return replace(pagination, folios={**pagination.folios, CONTENTS: folio}, blanks=blanks)


def _settings(typesetter: Typesetter) -> Iterator[int]:
    """Yield the numbers of the settings that may hold the contents, the airiest first."""
    entries = [*contents(typesetter.edition)]
    texts = sum(entry.page.kind not in (PageKind.SECTION, PageKind.PLATE) for entry in entries) + 1
    openers = sum(entry.page.kind is not PageKind.PLATE for entry in entries) + 1
    everything = sum(1 + len(entry.children) for entry in entries)
    counts = {_ALL: everything, _OPENERS: openers, _TEXTS: texts}
    for number, (depth, heading, line) in enumerate(_SETTINGS, 1):
        room = (typesetter.sheet.live.height / typesetter.sheet.scale - heading) / line
        if counts[depth] <= room or number == len(_SETTINGS):
            yield number


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
    run_limited(
        typesetter,
        lambda typesetter: _write(typesetter, plan, plates, draft, owners or Owners()),
        draft=draft,
        files=[plate.path for plate in plates.values()],
    )


def _write(
    typesetter: Typesetter, plan: Plan, plates: Mapping[str, Rendition], draft: Path, owners: Owners
) -> None:
    with theme_errors(typesetter.design):
        document, sheet = _lay_out(typesetter, plan, plates)
        dated = modified_date(typesetter.edition.story)
        screen = _ScreenFinisher(Marks(document), owners, None if dated == UNDATED else dated)
        finish = finisher(sheet, PressFile(), screen.finish)
        engine.write(document, draft, finish, version=PressFile().version, tagged=True)


def _lay_out(
    typesetter: Typesetter, plan: Plan, plates: Mapping[str, Rendition]
) -> tuple[Document, Sheet]:
    """Lay the book out as it was printed, its contents in the airiest setting that holds them."""
    files = {address(name): plate.path for name, plate in plates.items()}
    files = {**with_thumbnails(plan, files)}
    colours = type_colours(plan, typesetter.edition, plates)
    settings = with_colours(plan.settings, colours)
    fault = LayoutError("there is no way to set the contents")
    for setter, screen_plan, setting in screens(typesetter, plan):
        plate_rules = plate_styles(screen_plan, setter.edition)
        blanks = screen_plan.pagination.blanks
        document = setter.book({**settings, CONTENTS: setting}, plate_rules, files, blanks)
        try:
            check_as_planned(document, screen_plan)
        except LayoutError as error:
            fault = error
        else:
            return document, screen_plan.sheet
    raise fault


@dataclass(frozen=True, slots=True)
class _ScreenFinisher:
    """How a PDF for screens is finished: tagged, in sRGB, and said to be so."""

    marks: Marks
    owners: Owners
    date: datetime | None

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:
        """Make a PDF what a screen shows and a screen reader reads."""
        texts = actual_texts(self.marks.leaves())
        try:
            tree = structure(self.marks.root, texts, self.marks.areas())
        except UntaggedContentError as error:
            fix = 'Give every img an alt: what it shows, or nothing (alt="") for decoration.'
            raise PaintError(f"{error} has no alt text", fix) from error
        tag(pdf, self.marks, tree)
        repaint(pdf, ScreenColours())
        paint_spaces(document, self.marks, texts)
        for picture in pictures(pdf):
            picture.extra["Interpolate"] = "false"  # PDF/A-2, 6.2.8
        # It is printed on office paper, and the page may be fitted to that.
        pdf.catalog["ViewerPreferences"].pop("PrintScaling", None)
        add_screen(pdf)
        describe(document, pdf, self.owners, self.date, lambda _: _CLAIMS)
