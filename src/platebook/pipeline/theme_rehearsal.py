"""Tries a foreign theme with the story's texts, so that its mistakes end a build early."""

from __future__ import annotations

from collections.abc import Mapping

from platebook import book as editions
from platebook import epub, geometry, pdf
from platebook import i18n as languages
from platebook.book import EPUB, PRINT
from platebook.fonts import FontSet
from platebook.i18n import Words
from platebook.story import Story
from platebook.themes import Design


def rehearse(
    story: Story, words: Words, cast: FontSet, design: Design, sizes: Mapping[str, tuple[int, int]]
) -> None:
    """Fill the e-book's documents, and lay out the printed pages and the cover.

    ``sizes`` are px by plate id. Does nothing for a theme that comes with platebook. Raises
    ThemeError.
    """
    if not design.foreign:
        return
    printed, ebook = (editions.compose(story, medium, words) for medium in (PRINT, EPUB))
    sheet = pdf.sheet_for(geometry.DEFAULT_TRIM, languages.direction(story.language))
    typesetter = pdf.Typesetter(printed, words, cast, design, sheet, sizes)
    pdf.rehearse(typesetter)
    epub.rehearse(ebook, sizes, words=words, cast=cast, design=design)
