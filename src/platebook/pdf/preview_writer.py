"""Draws single pages of a planned print edition as pictures, for a preview on a screen.

The pages are laid out as in the printed book, by the same plan and templates, but some at a time
and with photographs of fewer pixels. Each part of the book has a key made of all that its pages
depend on, so that a caller draws again only what changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from platebook.book import Page, PageKind
from platebook.pdf import engine
from platebook.pdf.layout import openings
from platebook.pdf.layout.page_grid import Sheet
from platebook.pdf.layout.plan import PRINT_PPI, Plan, plate_styles, small_recipe, with_colours
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address
from platebook.pdf.press.recolour import ScreenColours, repaint
from platebook.pdf.print_writer import type_colours
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.photos.model import Recipe, Rendition

#: Of a photograph at its printed size.
PREVIEW_PPI = 150
_QUALITY = 82
_MEDIUM = "preview"
#: The anchor of a blank page is empty; of one on the left and one on the right, the same picture.
_BLANK = ""
#: A rule of style for the text of one anchor.
_SINGLE = re.compile(r"#(\S+) \{")


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """The pages that one page of the plan takes in print: from ``folio``, ``count`` of them.

    ``key`` names what they look like. ``page`` is None for a blank page.
    """

    page: Page | None
    folio: int
    count: int
    key: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as rows of red, green, blue (sRGB, 8 bits); ``size`` is px wide × high."""

    folio: int
    rows: bytes
    size: tuple[int, int]


def preview_recipes(plan: Plan) -> Mapping[str, Recipe]:
    """Return what the photographs of a printed book are to be in its preview, by plate id."""
    return {plate: _recipe(print_recipe) for plate, print_recipe in plan.recipes.items()}


def _recipe(print_recipe: Recipe) -> Recipe:
    width, height = (max(1, ceil(px * PREVIEW_PPI / PRINT_PPI)) for px in print_recipe.box)
    return replace(small_recipe(print_recipe, _MEDIUM, (width, height), _QUALITY), copy=False)


def preview_parts(
    typesetter: Typesetter, plan: Plan, photographs: Mapping[str, str]
) -> tuple[PreviewPart, ...]:
    """Return all pages in order; ``photographs`` names each plate's pixels, by plate id."""
    typesetter = _with_caption_pages(typesetter, plan)
    part = typesetter.part(plan.settings)
    own = _rules_of_plates(plan, typesetter)
    rules, single = _rules(plan)
    shared = _shared_parts(typesetter, plan, rules)
    parts, folio, section = [], 1, ""
    pages = typesetter.edition.pages
    starts = [plan.pagination.folios[page.anchor] for page in pages]
    empty = plan.pagination.blanks
    ends = [
        start - empty.get(page.anchor, 0) for page, start in zip(pages[1:], starts[1:], strict=True)
    ]
    ends.append(plan.pagination.count - empty.get("", 0) + 1)
    for page, start, end in zip(pages, starts, ends, strict=True):
        while folio < start:
            parts.append(_blank(folio, plan.sheet, shared))
            folio += 1
        html = part(page)
        section = html if page.kind is PageKind.SECTION else section
        plate = photographs.get(page.plate.id, "") if page.plate else ""
        rule = single.get(page.anchor)
        key = _digest(shared, html, own.get(page.anchor), rule, section, start, plate)
        parts.append(PreviewPart(page, start, end - start, key))
        folio = end
    parts += [
        _blank(number, plan.sheet, shared) for number in range(folio, plan.pagination.count + 1)
    ]
    return tuple(parts)


def _blank(folio: int, sheet: Sheet, shared: str) -> PreviewPart:
    return PreviewPart(None, folio, 1, _digest(shared, sheet.binds_left(folio)))


def _rules(plan: Plan) -> tuple[list[str], dict[str, str]]:
    """Separate the rules of style for all texts from those for single ones, by anchor."""
    shared, single = [], {}
    for rule in plan.texts.split("\n"):
        if match := _SINGLE.match(rule):
            single[match[1]] = rule
        else:
            shared.append(rule)
    return shared, single


def _shared_parts(typesetter: Typesetter, plan: Plan, rules: Sequence[str]) -> str:
    """Return what all pages share; of fonts their order: it does not matter how they are cut.

    The first of the sheets names the files of the fonts.
    """
    sheets = [sheet.text for sheet in typesetter.sheets[1:]]
    font_set, story = typesetter.font_set, typesetter.edition.story
    return _digest(
        engine.versions(),
        sheets,
        rules,
        plan.sheet,
        sorted(font_set.stacks.items()),
        sorted(font_set.whole.items()),
        story.title,
        story.language,
        PREVIEW_PPI,
    )


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _with_caption_pages(typesetter: Typesetter, plan: Plan) -> Typesetter:
    """Add the pages of captions that face their photographs."""
    return typesetter.with_edition(openings.add_caption_pages(typesetter.edition, plan.faced))


def _rules_of_plates(plan: Plan, typesetter: Typesetter) -> dict[str, list[Any]]:
    own: dict[str, list[Any]] = {}
    for rule in plate_styles(plan, typesetter.edition).own:
        own.setdefault(rule.anchor, []).append(rule)
    return own


def draw_preview(
    typesetter: Typesetter,
    plan: Plan,
    parts: Sequence[PreviewPart],
    plates: Mapping[str, Rendition],
    draft: Path,
) -> Iterator[PagePicture]:
    """Draw some of the parts that ``preview_parts`` gave; ``plates`` are by plate id.

    ``draft`` is a PDF file that is written on the way. Raises PlatebookError as ``write`` does.
    """
    typesetter, rest = _with_caption_pages(typesetter, plan), list(parts)
    while rest:
        run = [rest.pop(0)]
        while rest and run[-1].folio + run[-1].count == rest[0].folio:
            run.append(rest.pop(0))
        before = _write(typesetter, plan, run, plates, draft)
        yield from _draw(draft, before, run)
    draft.unlink(missing_ok=True)


def _write(
    typesetter: Typesetter,
    plan: Plan,
    run: Sequence[PreviewPart],
    plates: Mapping[str, Rendition],
    draft: Path,
) -> int:
    """Write a run of consecutive parts as a PDF; return how many pages stand in it before them."""

    def write_part(typesetter: Typesetter) -> int:
        return _write_parts(typesetter, plan, run, plates, draft)

    if typesetter.design.foreign:
        files = [plate.path for plate in plates.values()]
        return run_limited(typesetter, write_part, draft=draft, files=files)
    return write_part(typesetter)


def _write_parts(
    typesetter: Typesetter,
    plan: Plan,
    run: Sequence[PreviewPart],
    plates: Mapping[str, Rendition],
    draft: Path,
) -> int:
    pages = [part.page for part in run if part.page]
    opener = _opener(typesetter, pages[0]) if pages else None
    all_pages = [opener, *pages] if opener else pages
    opener_length = _length(plan, opener) if opener else 0
    # The first page of a document is a right-hand one of a book that reads rightwards.
    leading = (opener_length + 1 - run[0].folio) % 2
    before = opener_length + leading
    blanks = _blanks(run, leading)
    rules = _rules_of_plates(plan, typesetter)
    own = tuple(rule for page in all_pages for rule in rules.get(page.anchor, ()))
    counter_rule = f"@page :first {{ counter-reset: page {run[0].folio - before} }}"
    files = {address(name): plate.path for name, plate in plates.items()}
    colours = type_colours(plan, typesetter.edition, plates, strict=False)
    settings = with_colours(plan.settings, colours)
    styles = PlateStyles(f"{plan.texts}\n{counter_rule}", own)
    document = typesetter.book(settings, styles, files, blanks, pages=all_pages)
    engine.write(document, draft, lambda _, pdf: repaint(pdf, ScreenColours()))
    return before


def _opener(typesetter: Typesetter, first: Page) -> Page | None:
    """Return the section's first page, which sets the running titles of the pages after it."""
    opener = None
    for page in typesetter.edition.pages:
        if page.anchor == first.anchor:
            return opener
        if page.kind is PageKind.SECTION:
            opener = page
    return None


def _length(plan: Plan, page: Page) -> int:
    """Count the printed pages of a page of the plan, its section's opener."""
    folios = sorted(plan.pagination.folios.items(), key=lambda item: item[1])
    start = plan.pagination.folios[page.anchor]
    later = [
        folio - plan.pagination.blanks.get(anchor, 0) for anchor, folio in folios if folio > start
    ]
    return min(later, default=start + 1) - start


def _blanks(run: Sequence[PreviewPart], leading: int) -> dict[str, int]:
    """Return the blank pages before each anchor of a run; ``leading`` ones bring it to its side."""
    blanks: dict[str, int] = {}
    waiting = leading
    for part in run:
        if part.page is None:
            waiting += 1
        else:
            blanks[part.page.anchor] = waiting
            waiting = 0
    if waiting:
        blanks[_BLANK] = waiting
    return blanks


def _draw(draft: Path, before: int, run: Sequence[PreviewPart]) -> Iterator[PagePicture]:
    count = sum(part.count for part in run)
    pages = range(before, before + count)
    for number, picture in enumerate(draw_pages(draft, pages, PREVIEW_PPI)):
        yield replace(picture, folio=run[0].folio + number)


def draw_pages(draft: Path, pages: Sequence[int], ppi: float) -> Iterator[PagePicture]:
    """Draw some pages of a PDF file of ours, counted from 0."""
    import pypdfium2

    with pypdfium2.PdfDocument(draft) as document:
        if len(document) <= max(pages, default=0):
            raise engine.LayoutError("a page of the preview is missing")
        for number in pages:
            page = document[number]
            bitmap = page.render(scale=ppi / 72, rev_byteorder=True, prefer_bgrx=False)
            yield PagePicture(number + 1, engine.pixel_rows(bitmap), (bitmap.width, bitmap.height))
            page.close()
