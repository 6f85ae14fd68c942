"""Where everything is inside the book: ASCII, no spaces, the same from one build to the next.

All names are relative to the folder ``EPUB/``. A plate's documents and files carry its id, so
that adding a plate renames no other.
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
    """Name the document of the page with this anchor."""
    return f"text/{anchor}.xhtml"


def image(page: Page) -> str:
    """Name the file of the page's photograph."""
    return f"images/{page.anchor}.jpg" if page.plate else COVER_IMAGE


def font(name: str) -> str:
    """Say where the font with this file name is."""
    return f"fonts/{name}"


def between(start: str, target: str) -> str:
    """Write the address of ``target`` as seen from the file ``start``."""
    return relpath(target, start.rpartition("/")[0] or ".")
