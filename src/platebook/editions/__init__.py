"""The editions. A new edition is a module here and a line in the table."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platebook.editions.model import EditionSpec

#: Every edition with its summary. ``editions/<name>.py`` has the rest.
EDITIONS = {
    "epub": "the e-book",
    "print": "the book as its printer requires it",
    "web": "a website: the story on one page, and a page for each plate",
    "screen": "the printed pages, small and tagged",
    "cover": "back cover, spine and front cover on one sheet",
    "proof": "a document for review before printing",
    "sheet": "all openings of the printed book, small, on a few sheets",
}


def edition(name: str) -> EditionSpec:
    """Load an edition of the table."""
    spec: EditionSpec = import_module(f"platebook.editions.{name}").EDITION
    return spec
