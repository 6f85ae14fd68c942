"""Tries a foreign theme with the story's texts, so that its mistakes end a build early."""

from __future__ import annotations

from collections.abc import Mapping

from platebook import epub, geometry, printers
from platebook import i18n as languages
from platebook.book import EPUB, PRINT, compose
from platebook.editions import EDITIONS, edition
from platebook.editions.model import Job, PrintRun
from platebook.errors import PlatebookError, ThemeError
from platebook.fonts.families import FontSet
from platebook.i18n import Words
from platebook.pdf import layout_dry_run
from platebook.pdf.layout import page_grid
from platebook.pdf.layout import plan as pdf_plan
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.press import crop_marks
from platebook.photos.model import Photo
from platebook.story import Story
from platebook.themes import Design

#: The printer for whose cover a theme is tried, where none is named: its spine is known.
_PRINTER = "kdp-paperback"


def dry_run(
    story: Story,
    words: Words,
    font_set: FontSet,
    design: Design,
    sizes: Mapping[str, tuple[int, int]],
) -> None:
    """Fill the e-book's documents, and lay out the printed pages and the cover.

    ``sizes`` are px by plate id. Does nothing for a theme that comes with platebook. Raises
    ThemeError.
    """
    if not design.foreign:
        return
    layout_dry_run.dry_run(_typesetter(story, words, font_set, design, sizes))
    ebook = compose(story, EPUB, words)
    epub.dry_run(ebook, sizes, words=words, font_set=font_set, design=design)


def dry_run_all(
    story: Story, words: Words, font_set: FontSet, design: Design, photos: Mapping[str, Photo]
) -> None:
    """Try what ``dry_run`` tries, and every edition as far as it is laid out beforehand.

    That is the website, the cover wrap of one printer, the proof, sheets and crop marks. Raises
    ThemeError; that a text has no room in this trim is no fault of the theme.
    """
    if not design.foreign:
        return
    sizes = {plate.id: photos[plate.id].size for plate in story.plates}
    dry_run(story, words, font_set, design, sizes)
    typesetter = _typesetter(story, words, font_set, design, sizes)
    try:
        plan = pdf_plan.plan(typesetter)
    except ThemeError:
        raise
    except PlatebookError:
        return
    crop_marks.dry_run_marks(typesetter)
    run = PrintRun(PRINT.name, "", printers.load(_PRINTER), typesetter, plan)
    job = Job(story, photos, words, design, font_set, (run,))
    for name in EDITIONS:
        try:
            list(edition(name).files(job))
        except ThemeError:
            raise
        except PlatebookError:
            continue


def _typesetter(
    story: Story,
    words: Words,
    font_set: FontSet,
    design: Design,
    sizes: Mapping[str, tuple[int, int]],
) -> Typesetter:
    sheet = page_grid.sheet_for(geometry.DEFAULT_TRIM, languages.direction(story.language))
    print_edition = compose(story, PRINT, words)
    return Typesetter(print_edition, words, font_set, design, sheet, sizes)
