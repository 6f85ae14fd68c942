"""Plans a print edition before a pixel is touched: captions measured, boxes, folios, recipes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook.book import Edition, Page, Pagination
from platebook.errors import Finding
from platebook.geometry import Box, pixels_at
from platebook.pdf.layout import openings, page_notes, place_captions, spreads, title_pages
from platebook.pdf.layout.align_feet import align_feet
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.measure import lay_out_texts, pages_of_runs, paginate, run_rule
from platebook.pdf.layout.openings import words_anchor
from platebook.pdf.layout.page_grid import Grid, Sheet
from platebook.pdf.layout.page_notes import Crossing
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address, thumbnail_address
from platebook.pdf.weasyprint_patches.early_paint import PagePainter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles, merge
from platebook.photos.ebook_targets import SHARPEN_PRINT, SHARPEN_SCREEN
from platebook.photos.model import Recipe
from platebook.printers.checks import Padded
from platebook.story import Plate

if TYPE_CHECKING:
    from weasyprint import Document

PRINT_PPI = 300
_PRINT_QUALITY = 90
#: The longer side of a small picture on a page of 8.5 × 8.5 in, as in parts/captions.xhtml.j2.
_THUMBNAIL_MM = 23.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A print edition, decided: nothing that follows may move a caption or a folio.

    By anchor: ``placements``, and what was measured in mm, ``heights`` of captions and
    ``columns`` in them. By plate id: ``recipes``, and those of the
    ``thumbnails`` beside captions in a list. ``texts`` are rules of style for the texts, ``titles``
    those that fit titles to their pages and to the foot. ``faced`` are the plates whose captions
    have a page, by anchor: True where it comes before the photograph's.
    ``content`` are the pages that the book has without those that its printer asks for, ``notes``
    what the user should know of the layout.
    """

    sheet: Sheet
    grid: Grid
    placements: Mapping[str, Placement]
    heights: Mapping[str, float]
    columns: Mapping[str, float]
    faced: Mapping[str, bool]
    pagination: Pagination
    recipes: Mapping[str, Recipe]
    thumbnails: Mapping[str, Recipe]
    content: int
    texts: str = ""
    titles: tuple[Own, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def settings(self) -> Mapping[str, str]:
        """The classes by which print.css sets each plate's page, and its caption's, by anchor."""
        settings: dict[str, str] = {}
        for anchor, placement in self.placements.items():
            settings[anchor] = placement.setting
            if placement.second:
                settings |= spreads.classes(anchor, placement)
            if placement.faces:
                settings[anchor] = CaptionSetting.SILENT
                settings[words_anchor(anchor, placement)] = placement.setting
        return settings


def small_recipe(print_recipe: Recipe, medium: str, box: tuple[int, int], quality: int) -> Recipe:
    """Return the recipe of a printed photograph shown smaller, in sRGB; ``box`` is in px."""
    sharpen = SHARPEN_SCREEN if print_recipe.sharpen else 0.0
    return replace(
        print_recipe, medium=medium, box=box, quality=quality, chroma="4:2:0", colour=None,
        sharpen=sharpen,
    )  # fmt: skip


def plan(typesetter: Typesetter, padded: Callable[[int], Padded] | None = None) -> Plan:
    """Measure every caption, place every plate, count every page.

    ``padded`` says how many pages the printer makes of so many. Raises ManifestError, naming
    each plate whose caption takes what belongs to its photograph and by how many lines.
    """
    padded = padded or (lambda pages: Padded(pages, 0, last_blank=False))
    return run_limited(typesetter, lambda typesetter: _plan(typesetter, padded))


def _plan(typesetter: Typesetter, padded: Callable[[int], Padded]) -> Plan:
    plates, edition = place_captions.place_all(typesetter), typesetter.edition
    titles = title_pages.fit_titles(typesetter)
    foot, feet = title_pages.cut_feet(typesetter)
    texts = lay_out_texts(typesetter, titles)
    facing = openings.facing_captions(edition, plates.placements)
    full_edition = openings.add_caption_pages(edition, facing)
    runs = pages_of_runs(typesetter, full_edition, plates.placements, plates.rules)
    line = plates.grid.line
    recto = openings.opens_on_recto(edition, plates.heights, plates.placements, line)
    sides_of = partial(openings.sides, recto=recto)
    counts, sides = texts.counts(full_edition, runs), sides_of(full_edition, facing, runs)
    fills: list[openings.FilledPages] = []
    while new_fills := openings.fills(
        full_edition, counts, sides[0], plates.heights, plates.placements, line
    ):
        fills += new_fills
        facing = openings.facing_captions(edition, plates.placements, fills)
        full_edition = openings.add_caption_pages(edition, facing)
        counts, sides = texts.counts(full_edition, runs), sides_of(full_edition, facing, runs)
    if fills:
        plates = place_captions.on_facing_pages(typesetter, plates, fills)
    pagination, content = paginate(texts, full_edition, counts, sides, padded)
    placements = align_feet(plates.placements, edition, pagination.folios, plates.grid)
    places = [(page.shown, placements[page.anchor]) for page in edition.plates]
    recipes = {plate.id: _recipe(plate, place, typesetter) for plate, place in places}
    notes = (
        *plates.notes,
        *page_notes.blank_notes(full_edition, placements, pagination, counts, *sides),
        *page_notes.fold_notes(edition, placements, typesetter, plates.grid),
    )
    return Plan(
        sheet=typesetter.sheet,
        grid=plates.grid,
        placements=placements,
        heights=plates.heights,
        columns=plates.columns,
        faced=facing,
        pagination=pagination,
        recipes=recipes,
        thumbnails={
            page.shown.id: _thumbnail(recipes[page.shown.id], typesetter) for page in edition.listed
        },
        content=content,
        texts="\n".join(filter(None, (texts.rules, foot, plates.rules))),
        titles=merge((*titles, *feet)),
        notes=notes,
    )


def _recipe(plate: Plate, placement: Placement, typesetter: Typesetter) -> Recipe:
    size, focus = placement.photo, plate.focus or (0.5, 0.5)
    if placement.second:
        pixels = typesetter.sizes[plate.id]
        focus = (Crossing.of(placement, pixels, plate.focus, typesetter.sheet).middle, focus[1])
    return Recipe(
        medium="print",
        box=(pixels_at(size.width, PRINT_PPI), pixels_at(size.height, PRINT_PPI)),
        crop=placement.bleeds,
        focus=focus,
        quality=_PRINT_QUALITY,
        sharpen=SHARPEN_PRINT,
    )


def _thumbnail(recipe: Recipe, typesetter: Typesetter) -> Recipe:
    """Return the recipe of a small picture, for the list of captions."""
    side = pixels_at(_THUMBNAIL_MM * typesetter.sheet.scale, PRINT_PPI)
    return replace(recipe, box=(side, side), crop=False)


def with_thumbnails(plan: Plan, files: Mapping[str, Path]) -> Mapping[str, Path]:
    """Add the photographs themselves, where ``files`` has no small pictures of them."""
    large = {thumbnail_address(plate): files[address(plate)] for plate in plan.thumbnails}
    return {**large, **files}


def book_of(
    plan: Plan,
    typesetter: Typesetter,
    photographs: Mapping[str, Path],
    colours: Mapping[str, str] = MappingProxyType({}),
    painter: PagePainter | None = None,
) -> Document:
    """Lay out the whole book as it was planned; ``photographs`` are the files by address.

    ``colours`` are the classes of captions that are laid over photographs, by anchor. ``painter``
    paints each page as soon as it is laid out.
    """
    edition = openings.add_caption_pages(typesetter.edition, plan.faced).paginate(plan.pagination)
    setter = typesetter.with_edition(edition)
    plate_rules = plate_styles(plan, typesetter.edition)
    settings = with_colours(plan.settings, colours)
    files = with_thumbnails(plan, photographs)
    return setter.book(settings, plate_rules, files, plan.pagination.blanks, painter)


def with_colours(settings: Mapping[str, str], colours: Mapping[str, str]) -> Mapping[str, str]:
    """Add the classes of colours to those of settings, by anchor."""
    return {**settings, **{anchor: f"{settings[anchor]} {colours[anchor]}" for anchor in colours}}


def plate_styles(plan: Plan, edition: Edition) -> PlateStyles:
    """Write every placement as CSS, in mm."""
    own = [*plan.titles]
    for page in edition.plates:
        own += _rules_of_plate(page, plan)
    return PlateStyles(plan.texts, tuple(own))


def boxes(page: Page, plan: Plan) -> tuple[Box, Box | None]:
    """Return the boxes of a plate's photograph and caption, in mm from the corner of their figure.

    That is the media box of a photograph that bleeds on four edges, else the live area of the page
    that each is on. Those of a spread are on its recto.
    """
    placement, sheet = plan.placements[page.anchor], plan.sheet
    folio = plan.pagination.folios[page.anchor] + bool(placement.second)
    photo, caption = placement.second or placement.photo, placement.caption
    live = sheet.live_box(folio)
    if placement.bleeds and placement.setting is CaptionSetting.BELOW:
        photo = replace(photo, x=photo.x - live.x, y=photo.y - live.y)
    elif placement.bleeds and placement.setting is CaptionSetting.OVER and caption:
        caption = replace(caption, x=caption.x + live.x, y=caption.y + live.y)
    if placement.outer and not sheet.binds_left(folio):
        photo = _mirror(photo, sheet)
        caption = _mirror(caption, sheet) if caption and not placement.faces else caption
    return photo, caption


def _mirror(box: Box, sheet: Sheet) -> Box:
    """Return a box by its left, on a page where it was placed by its right."""
    return replace(box, x=sheet.live.width - box.x - box.width)


def _rules_of_plate(page: Page, plan: Plan) -> Iterator[Own]:
    """Yield the rules of one plate's photograph and caption."""
    placement = plan.placements[page.anchor]
    photo, caption = boxes(page, plan)
    if placement.second:
        yield from spreads.rules(
            page.anchor, placement, plan.sheet, plan.pagination.folios[page.anchor]
        )
    else:
        size = (f"width: {photo.width:.3f}mm", f"height: {photo.height:.3f}mm")
        yield Own(page.anchor, "img", (*_corner(photo), *size))
    if not caption:
        return
    words = words_anchor(page.anchor, placement)
    if placement.setting is CaptionSetting.RUNNING:
        yield run_rule(words, placement)
        return
    yield Own(words, "figcaption", (*_corner(caption), f"width: {caption.width:.3f}mm"))
    if page.anchor in plan.columns:
        # Balanced anew on the page, columns come out up to a line taller: fill them instead
        # to the height at which they were balanced when they were measured.
        height = f"height: {plan.columns[page.anchor] + place_captions.COLUMN_AIR_MM:.3f}mm"
        yield Own(words, ".caption", (height, "column-fill: auto"))


def _corner(box: Box) -> tuple[str, str]:
    return f"left: {box.x:.3f}mm", f"top: {box.y:.3f}mm"
