"""Puts a story into reading order: every page of a book, with its anchor, title and folio."""

from platebook.edition.composing import complete, compose
from platebook.edition.contents import Entry, contents
from platebook.edition.model import (
    EPUB,
    MEDIA,
    PRINT,
    SCREEN,
    Edition,
    Kind,
    Matter,
    Medium,
    Page,
    PageBreak,
    Pagination,
)
from platebook.edition.texts import lines

__all__ = [
    "EPUB",
    "MEDIA",
    "PRINT",
    "SCREEN",
    "Edition",
    "Entry",
    "Kind",
    "Matter",
    "Medium",
    "Page",
    "PageBreak",
    "Pagination",
    "complete",
    "compose",
    "contents",
    "lines",
]
