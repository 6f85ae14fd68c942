"""The web edition's functions for shared templates: addresses and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Page
from platebook.rendering import writable
from platebook.web.pictures import PlatePictures


@dataclass(frozen=True, slots=True)
class WebShell:
    """The shell of one page of the site.

    ``up`` leads from the page to the site's top (``""`` or ``"../"``); ``here`` is the plate whose
    own page it is, or None on the page of the whole story. ``anchors`` are those of that page.
    """

    pictures: Mapping[str, PlatePictures]
    anchors: frozenset[str]
    up: str = ""
    here: str | None = None
    paper: bool = False

    def href(self, page: Page) -> str:
        """Address of the page's photograph, as JPEG."""
        shown = self.pictures[page.shown.id]
        return shown.address(shown.plain, self.up)

    def thumbnail(self, page: Page) -> str:  # noqa: ARG002
        """None: the picture of a plate is its thumbnail too."""
        return ""

    def size(self, page: Page) -> tuple[int, int]:
        """The size in px of that file."""
        return self.pictures[page.shown.id].plain.size

    def link(self, anchor: str) -> str | None:
        """Address of the part of the story with this anchor."""
        if anchor.startswith("description-"):
            plate = anchor.removeprefix("description-")
            return f"#{anchor}" if self.here == plate else f"{self.up}plates/{plate}.html#{anchor}"
        if anchor not in self.anchors:
            return None
        return f"#{anchor}" if self.here is None else f"{self.up}index.html#{anchor}"

    def marker(self, page: Page) -> str:  # noqa: ARG002
        """Empty: a website has no printed pages."""
        return ""

    def marks(self, page: Page) -> Iterable[markdown.Mark]:  # noqa: ARG002
        """None: a website has no printed pages."""
        return ()

    def arrangement(self, page: Page) -> str:  # noqa: ARG002
        """Empty: the stylesheet decides."""
        return ""

    def text(self, source: str) -> str:
        """Give the text without control characters, which HTML forbids."""
        return writable(source)
