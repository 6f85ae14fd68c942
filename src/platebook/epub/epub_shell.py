"""The EPUB edition's functions for shared templates: addresses, page markers, texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platebook import markdown
from platebook.book import Page, PageBreak, PageKind
from platebook.epub import package_files
from platebook.photos.model import Rendition
from platebook.rendering import writable


@dataclass(frozen=True, slots=True)
class EpubShell:
    """The shell of an e-book. ``homes`` maps each anchor to its address relative to ``text/``."""

    plates: Mapping[str, Rendition]
    cover: Rendition
    homes: Mapping[str, str]
    breaks: tuple[PageBreak, ...]

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
        """Address of the page's photograph, relative to its document."""
        return package_files.between(package_files.document(page.anchor), package_files.image(page))

    def thumbnail(self, page: Page) -> str:
        """Address of the photograph itself: an e-book has no smaller one."""
        return self.href(page)

    def size(self, page: Page) -> tuple[int, int]:
        """The file's size in px wide × high."""
        return (self.plates[page.plate.id] if page.plate else self.cover).size

    def link(self, anchor: str) -> str | None:
        """Address of the page, or of the long description, with this anchor."""
        return self.homes.get(anchor)

    def marker(self, page: Page) -> str:
        """Mark the beginning of the printed page, if there is a printed book; a spread has two."""
        return "".join(map(page_break, page.folios))

    def marks(self, page: Page) -> Iterable[markdown.Mark]:
        """Marks for printed pages that begin inside the page's text."""
        return [
            (page_break_.block, page_break_.offset, page_break(page_break_.folio))
            for page_break_ in self.breaks
            if page_break_.anchor == page.anchor
        ]

    def arrangement(self, page: Page) -> str:  # noqa: ARG002
        """Empty: the reader's screen decides."""
        return ""

    def text(self, source: str) -> str:
        """Return the text without characters that XML forbids; readers have their own fonts."""
        return writable(source)


def page_break(folio: int) -> str:
    """Write a page break marker: an empty element, so that its number is not read aloud.

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
