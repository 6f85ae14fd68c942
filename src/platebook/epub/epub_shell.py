"""What the shared parts ask of an e-book: addresses between its documents, and page markers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Page, PageBreak, PageKind
from platebook.epub import paths
from platebook.photos.model import Rendition

#: What XML 1.0 (section 2.2) has no way to write, and the control characters HTML forbids.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def writable(text: str) -> str:
    """Leave out the characters that no XML document may hold; none of them can be seen."""
    return _UNWRITABLE.sub("", text)


@dataclass(frozen=True, slots=True)
class EpubShell:
    """The EPUB edition's answers. ``homes`` maps each anchor to where it is, from ``text/``."""

    plates: Mapping[str, Rendition]
    cover: Rendition
    homes: Mapping[str, str]
    breaks: tuple[PageBreak, ...]
    paper: bool = False

    @classmethod
    def of(
        cls,
        pages: Iterable[Page],
        plates: Mapping[str, Rendition],
        cover: Rendition,
        breaks: tuple[PageBreak, ...],
    ) -> EpubShell:
        """Make the shell of an edition with these pages; ``plates`` is by plate id."""
        return cls(plates, cover, dict(_homes(tuple(pages))), breaks)

    def href(self, page: Page) -> str:
        """Address of the page's photograph, as its document sees it."""
        return paths.between(paths.document(page.anchor), paths.image(page))

    def size(self, page: Page) -> tuple[int, int]:
        """The file's size in px wide × high."""
        return (self.plates[page.plate.id] if page.plate else self.cover).size

    def link(self, anchor: str) -> str | None:
        """Address of the page, or of the long description, with this anchor."""
        return self.homes.get(anchor)

    def marker(self, page: Page) -> str:
        """Mark where the printed page begins, if the book has one."""
        return "" if page.folio is None else page_break(page.folio)

    def marks(self, page: Page) -> Iterable[markdown.Mark]:
        """Marks for printed pages that begin inside the page's text."""
        return [
            (found.block, found.offset, page_break(found.folio))
            for found in self.breaks
            if found.anchor == page.anchor
        ]

    def arrangement(self, page: Page) -> str:  # noqa: ARG002
        """Nothing: the reader's screen decides."""
        return ""

    def text(self, source: str) -> str:
        """Give the text whole, but for what XML cannot write; readers have fonts of their own."""
        return writable(source)


def page_break(folio: int) -> str:
    """Write the marker of a printed page: empty, or its number would be read aloud.

    EPUB Accessibility 1.1, section 4.1.3, "Page navigation".
    """
    return (
        f'<span epub:type="pagebreak" role="doc-pagebreak" '
        f'aria-label="{folio}" id="pg{folio}"></span>'
    )


def _homes(pages: tuple[Page, ...]) -> Iterable[tuple[str, str]]:
    described = False
    for page in pages:
        yield page.anchor, f"{page.anchor}.xhtml"
        described = described or page.kind == PageKind.DESCRIPTIONS
    if described:
        for page in pages:
            if page.plate and page.plate.description:
                anchor = f"description-{page.plate.id}"
                yield anchor, f"descriptions.xhtml#{anchor}"
