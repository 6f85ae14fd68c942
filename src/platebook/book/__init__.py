"""Puts a story into reading order: every page of a book, with its anchor, title and folio."""

from platebook.book.compose_pages import (
    ContentsEntry,
    complete,
    compose,
    contents,
    lines,
    section_anchors,
)
from platebook.book.credits import CreditPlace, credit_place
from platebook.book.model import (
    EPUB,
    MEDIA,
    PRINT,
    SCREEN,
    SPREADS,
    WEB,
    Edition,
    Matter,
    Medium,
    Page,
    PageBreak,
    PageKind,
    Pagination,
    second_anchor,
)

__all__ = [
    "EPUB", "MEDIA", "PRINT", "SCREEN", "SPREADS", "WEB", "ContentsEntry", "CreditPlace",
    "Edition", "Matter", "Medium", "Page", "PageBreak", "PageKind", "Pagination", "complete",
    "compose", "contents", "credit_place", "lines", "second_anchor", "section_anchors",
]  # fmt: skip
