"""A press for tests: a story in memory, and a shell that answers in the plainest way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from platebook import book, i18n, markdown, themes
from platebook.book import EPUB, Edition, Medium, Page
from platebook.rendering.renderer import Renderer
from platebook.story import Story
from tests.epub.books import story


class PlainShell:
    """Answers what an edition would: every photograph 600 × 400 px, every link to an anchor."""

    def href(self, page: Page) -> str:
        return f"photographs/{page.anchor}.jpg"

    def thumbnail(self, page: Page) -> str:
        return self.href(page)

    def size(self, _page: Page) -> tuple[int, int]:
        return (600, 400)

    def link(self, anchor: str) -> str | None:
        return f"#{anchor}"

    def marker(self, _page: Page) -> str:
        return ""

    def marks(self, _page: Page) -> Iterable[markdown.Mark]:
        return ()

    def arrangement(self, _page: Page) -> str:
        return ""

    def text(self, source: str) -> str:
        return source


def composed(told: Story | None = None, medium: Medium = EPUB) -> Edition:
    """Put a story (three plates, if none is given) into the order of an edition."""
    told = told or story()
    return book.compose(told, medium, i18n.of(told.language))


def press(book: Edition, theme: Path | None = None) -> Renderer:
    """Make the press for an edition, with a theme's folder over our design."""
    return Renderer(themes.find(theme), book, i18n.of(book.story.language), PlainShell(), ["Serif"])
