"""What the shared parts ask of print: addresses inside the PDF, sizes, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Page
from platebook.pdf.engine import SCHEME


@dataclass(frozen=True, slots=True)
class PrintShell:
    """The print edition's answers. ``photographs`` are the addresses of those that are at hand."""

    anchors: frozenset[str]
    sizes: Mapping[str, tuple[int, int]]
    settings: Mapping[str, str]
    printable: Callable[[str], str]
    photographs: frozenset[str] = frozenset()

    def href(self, page: Page) -> str:
        """Address of the page's photograph, if it is at hand: texts are counted without any."""
        found = address(page.plate.id) if page.plate else ""
        return found if found in self.photographs else ""

    def thumbnail(self, page: Page) -> str:
        """Address of the photograph's small picture, if the document's files have one."""
        small = thumbnail_address(page.plate.id) if page.plate else ""
        return small if small in self.photographs else ""

    def size(self, page: Page) -> tuple[int, int]:
        """The photograph's size in px wide × high."""
        return self.sizes[page.plate.id] if page.plate else (0, 0)

    def link(self, anchor: str) -> str | None:
        """A link inside the PDF, if this edition has such a page."""
        return f"#{anchor}" if anchor in self.anchors else None

    def marker(self, page: Page) -> str:  # noqa: ARG002
        """Nothing: a printed page is its own marker."""
        return ""

    def marks(self, page: Page) -> Iterable[markdown.Mark]:  # noqa: ARG002
        """None, for the same reason."""
        return ()

    def arrangement(self, page: Page) -> str:
        """The class of the way in which the plate's caption is set."""
        return self.settings.get(page.anchor, "")

    def text(self, source: str) -> str:
        """Leave out what no font has (the caller was warned)."""
        return self.printable(source)


def address(plate: str) -> str:
    """Give the address by which the document names a plate's file."""
    return f"{SCHEME}plates/{plate}.jpg"


def thumbnail_address(plate: str) -> str:
    """Give the address by which the document names a small picture of a plate."""
    return f"{SCHEME}thumbnails/{plate}.jpg"
