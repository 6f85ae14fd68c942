"""Single files of an e-book as it would be written, for a preview in a browser.

The documents, stylesheets and fonts are those of ``write``; photographs and the cover are the
caller's. Documents are filled when they are requested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from platebook import theme_limits
from platebook.book import Edition, Page, Pagination
from platebook.epub import package_files
from platebook.epub.epub_shell import EpubShell
from platebook.epub.package_files import PackageItem, documents, for_screens, sheets
from platebook.i18n import Words, direction
from platebook.photos.model import Rendition
from platebook.rendering import Renderer
from platebook.themes import Design

if TYPE_CHECKING:
    from platebook.fonts import FontSet

_XHTML = "application/xhtml+xml"


@dataclass(frozen=True)
class EbookPreview:
    """The e-book of an edition, one file at a time. ``plates`` gives sizes; no file is opened."""

    edition: Edition
    shell: EpubShell
    words: Words
    design: Design
    styles: Mapping[str, PackageItem]

    @classmethod
    def of(
        cls,
        edition: Edition,
        plates: Mapping[str, Rendition],
        cover: Rendition,
        *,
        words: Words,
        cast: FontSet,
        design: Design,
        pagination: Pagination,
    ) -> EbookPreview:
        """Make the preview of an edition; its arguments are those of ``write``."""
        edition = edition.paginated(pagination)
        shell = EpubShell.of(edition.pages, plates, cover, pagination.breaks)
        styles = {item.name: item for item in sheets(design, for_screens(cast))}
        return cls(edition, shell, words, design, styles)

    def documents(self) -> Iterator[tuple[str, Page]]:
        """Yield the name of every document, with the page that it shows."""
        for page in self.edition.pages:
            yield package_files.document(page.anchor), page

    def images(self) -> Iterator[tuple[str, str]]:
        """Yield the name of every photograph's file with its plate's id, empty for the cover."""
        for page in self.edition.pages:
            if page.plate:
                yield package_files.image(page), page.plate.id
        yield package_files.COVER_IMAGE, ""

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Return the media type and the bytes of a document, stylesheet or font.

        Raises ThemeError, and MalformedError for a document that is no XML.
        """
        if item := self.styles.get(name):
            content = item.content if isinstance(item.content, bytes) else item.content.read_bytes()
            return item.media_type, content
        pages = dict(self.documents())
        return (_XHTML, self._document(pages[name])) if name in pages else None

    def _document(self, page: Page) -> bytes:
        """Fill and read one document, as ``write`` does. Raises ThemeError, MalformedError."""
        alone = replace(self.edition, pages=(page,))
        facing = direction(self.edition.story.language)

        def filled(design: Design) -> bytes:
            renderer = Renderer(design, self.edition, self.words, self.shell)
            return next(documents(alone, renderer, facing)).content

        filled_page: bytes = theme_limits.shielded(self.design, filled, pages=1)
        return filled_page
