"""The editions. A new edition is an ``EditionSpec`` in a module here, and a line in the table."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platebook.editions.model import EditionSpec

#: Every edition with its summary.
EDITIONS = {
    "epub": "the e-book",
    "print": "the book as its printer requires it",
    "web": "a website: the story on one page, and a page for each plate",
    "screen": "the printed pages, small and tagged",
    "cover": "back cover, spine and front cover on one sheet",
    "proof": "a document for review before printing",
    "sheet": "all openings of the printed book, small, on a few sheets",
}
#: The modules of editions; that of all others is called as they are.
_MODULES = dict.fromkeys(("print", "screen", "proof", "sheet"), "printed")


def edition(name: str) -> EditionSpec:
    """Load an edition of the table."""
    module = import_module(f"platebook.editions.{_MODULES.get(name, name)}")
    spec: EditionSpec = module.EDITIONS[name]
    return spec
