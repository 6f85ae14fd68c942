"""Writes a planned print edition, and holds the finished layout to the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook.book import Edition, Page
from platebook.errors import Finding, ManifestError, ThemeError
from platebook.geometry import Box
from platebook.pdf import engine
from platebook.pdf.engine import LayoutError, PaintError
from platebook.pdf.layout import laid_out, openings
from platebook.pdf.layout.arrange import CaptionSetting
from platebook.pdf.layout.openings import words_anchor
from platebook.pdf.layout.plan import Plan, book_of, boxes
from platebook.pdf.layout.theme_sandbox import run_limited
from platebook.pdf.layout.typesetter import Typesetter, address, thumbnail_address
from platebook.pdf.press.crop_marks import Slug, add_marks
from platebook.pdf.press.finish import Owners, PressFinisher, finisher
from platebook.pdf.press.press_file import PressFile, press_file
from platebook.pdf.weasyprint_patches.early_paint import PagePainter
from platebook.photos.cmyk import press_profile
from platebook.photos.images import TypeContrast, type_contrast
from platebook.photos.model import ColourTarget, Rendition
from platebook.printers.printer import Printer
from platebook.story import Story, modified_date
from platebook.themes import Design

if TYPE_CHECKING:
    from weasyprint import Document

#: The contrast that type needs against every pixel under it (WCAG 2.2, 1.4.3).
_ENOUGH = 4.5


def type_colours(
    plan: Plan,
    edition: Edition,
    plates: Mapping[str, Rendition],
    inks: ColourTarget | None = None,
    *,
    strict: bool = True,
) -> Mapping[str, str]:
    """Return the class of each caption's colour by its plate's anchor: ``black`` or ``white``.

    Raises ManifestError for every caption that neither colour makes legible, if ``strict``.
    """
    backgrounds = dict(_measure(plan, edition, plates, inks))
    refused = [
        _refusal(page, backgrounds[page.anchor])
        for page in edition.plates
        if page.anchor in backgrounds and backgrounds[page.anchor].best < _ENOUGH
    ]
    if refused and strict:
        raise ManifestError(refused)
    return {
        words_anchor(anchor, plan.placements[anchor]): (
            "black" if background.black >= background.white else "white"
        )
        for anchor, background in backgrounds.items()
    }


def _measure(
    plan: Plan, edition: Edition, plates: Mapping[str, Rendition], inks: ColourTarget | None
) -> Iterator[tuple[str, TypeContrast]]:
    for page in edition.plates:
        over = plan.placements[page.anchor].setting is CaptionSetting.OVER
        if over and page.shown.id in plates:
            photo, caption = boxes(page, plan)
            if caption:
                part = Box(
                    (caption.x - photo.x) / photo.width,
                    (caption.y - photo.y) / photo.height,
                    caption.width / photo.width,
                    caption.height / photo.height,
                )
                yield page.anchor, type_contrast(plates[page.shown.id], part, inks)


def _refusal(page: Page, contrast: TypeContrast) -> Finding:
    return Finding(
        f"{page.shown.where} (plate “{page.shown.id}”)",
        "the caption cannot be read over its photograph: against the pixels under it, black has a "
        f"contrast of {contrast.black:.1f}:1 and white of {contrast.white:.1f}:1; {_ENOUGH}:1 is "
        "needed",
        "Write caption-at: page or facing, or use a photograph that is calm at its foot.",
    )


_SAME_MM = 0.05


def write(
    typesetter: Typesetter,
    plan: Plan,
    plates: Mapping[str, Rendition],
    draft: Path,
    owners: Owners | None = None,
    *,
    printer: Printer | None = None,
    inks: ColourTarget | None = None,
    thumbnails: Mapping[str, Rendition] = MappingProxyType({}),
) -> str:
    """Print the book to ``draft``, and return the file's SHA-256.

    ``plates`` and ``thumbnails`` are by plate id, ``owners`` go into its metadata.
    The file is what ``printer`` takes (a plain PDF without one), in the ``inks`` that its plates
    are in; without inks, in sRGB. A caption or a page that is not where the plan put it stops the
    build, since a book that lost a line must not be printed, and so does what this printer
    takes in no file: as a ThemeError with a theme, else as a LayoutError, which is a bug of ours.
    Raises UsageError for a printer whose rules no file can keep.
    """
    file, mine = press_file(printer, inks), owners or Owners()
    colours = type_colours(plan, typesetter.edition, plates, inks)
    small = {thumbnail_address(name): thumbnail.path for name, thumbnail in thumbnails.items()}
    files = {**small, **{address(name): plate.path for name, plate in plates.items()}}
    return run_limited(
        typesetter,
        lambda typesetter: _write(typesetter, plan, files, draft, file, mine, colours),
        draft=draft,
        files=chain(inks_files(inks), files.values()),
    )


def inks_files(inks: ColourTarget | None) -> Iterator[Path]:
    """Yield the files that a process must read to print type in ``inks``."""
    if inks:
        yield press_profile.prepare(inks)


def _write(
    typesetter: Typesetter,
    plan: Plan,
    files: Mapping[str, Path],
    draft: Path,
    file: PressFile,
    owners: Owners,
    colours: Mapping[str, str],
) -> str:
    facts = laid_out.LayoutFacts(plan.pagination.folios)
    # Crop marks change how a page is painted, once all pages are laid out; a theme may use what is
    # written with all pages, such as groups of transparency.
    is_plain = not file.marks and typesetter.design.theme is None
    painter = None
    if is_plain:
        painter = PagePainter(plan.pagination.count, facts.add, typesetter.reused_pages)
    with theme_errors(typesetter.design):
        document = book_of(plan, typesetter, files, colours, painter)
    active_painter = painter if painter and painter.has_painted else None
    story = typesetter.edition.story
    dated = modified_date(story) if file.conformance or story.published else None
    finish = PressFinisher(file, owners, dated).finish
    with theme_errors(typesetter.design):
        check_as_planned(document, plan, facts if active_painter else None)
        slugs = _slugs(plan, story, file.label)
        with add_marks(document, slugs, typesetter) if file.marks else nullcontext():
            return engine.write(
                document,
                draft,
                finisher(plan.sheet, file, finish),
                version=file.version,
                packed=not file.conformance,
                painter=active_painter,
            )


def _slugs(plan: Plan, story: Story, printer: str) -> list[Slug]:
    """Write round each page which it is, of which book, for whom and of when."""
    count, dated = plan.pagination.count, str(story.published or "")
    return [
        Slug(
            plan.sheet.trim_box(folio),
            " · ".join(filter(None, (story.title, f"{folio} / {count}", printer, dated))),
        )
        for folio in range(1, count + 1)
    ]


@contextmanager
def theme_errors(design: Design) -> Iterator[None]:
    """Attribute errors in the block to the theme, and say what to change in it."""
    try:
        yield
    except LayoutError as fault:
        if design.theme is None:
            raise
        if isinstance(fault, PaintError):
            message, fix = f"with this theme the book cannot be printed: {fault}", fault.fix
        else:
            message = f"with this theme the book does not come out as it was measured: {fault}"
            fix = "Leave a plate’s and a full page’s own boxes as they are; change what is in them."
        raise ThemeError.of(str(design.theme), message, fix) from fault


def check_as_planned(
    document: Document, plan: Plan, facts: laid_out.LayoutFacts | None = None
) -> None:
    """Raise LayoutError for what is not as planned; ``facts`` are those of freed pages."""
    if len(document.pages) != plan.pagination.count:
        raise LayoutError(
            f"the book has {len(document.pages)} pages where {plan.pagination.count} were planned"
        )
    if facts is None:
        facts = laid_out.LayoutFacts(plan.pagination.folios)
        for number, page in enumerate(document.pages, 1):
            facts.add(page._page_box, number)
    pages = facts.pages
    for anchor, folio in plan.pagination.folios.items():
        if pages.get(anchor, [0])[0] != folio:
            raise LayoutError(f"{anchor} is on page {pages.get(anchor)}, planned on {folio}")
    if facts.poking:
        raise LayoutError(f"captions poke out of their boxes: {', '.join(facts.poking)}")
    for anchor, placement in plan.placements.items():
        planned_height = plan.heights[anchor] if placement.caption else 0.0
        height = facts.heights.get(openings.words_anchor(anchor, placement), 0.0)
        runs = placement.setting is CaptionSetting.RUNNING
        if placement.caption and not runs and abs(height - planned_height) > _SAME_MM:
            raise LayoutError(
                f"the caption of {anchor} is {height:.2f} mm high, measured {planned_height:.2f} mm"
            )
        if len(pages[anchor]) != 1:
            raise LayoutError(f"{anchor} runs over pages {pages[anchor]}")
