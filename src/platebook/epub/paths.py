"""Paths inside the book: ASCII, no spaces, stable from one build to the next.

All are relative to the folder ``EPUB/``. The names of a plate's files contain its id, so that
adding a plate renames no other file.
"""

from __future__ import annotations

from posixpath import relpath

from platebook.book import Page

FOLDER = "EPUB"
NAVIGATION = "nav.xhtml"
NCX = "toc.ncx"
COVER_IMAGE = "images/cover.jpg"
BASE_SHEET = "styles/base.css"
MODERN_SHEET = "styles/modern.css"
SHEETS = (BASE_SHEET, MODERN_SHEET)


def document(anchor: str) -> str:
    """Give the path of the document with this anchor."""
    return f"text/{anchor}.xhtml"


def image(page: Page) -> str:
    """Give the path of the page's photograph."""
    return f"images/{page.anchor}.jpg" if page.plate else COVER_IMAGE


def font(name: str) -> str:
    """Give the path of the font with this file name."""
    return f"fonts/{name}"


def between(start: str, target: str) -> str:
    """Give the address of ``target`` relative to the file ``start``."""
    return relpath(target, start.rpartition("/")[0] or ".")
