"""Renders the documents of the book, and lists what each contains: ids, links, page markers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.book import Edition, Page
from platebook.epub import paths
from platebook.epub.read_back import ReadBackContents, read
from platebook.i18n import Direction
from platebook.rendering import Renderer

SHELL = "epub/document.xhtml.j2"


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """One document of the spine: its path, its page, its bytes and what they contain."""

    name: str
    page: Page
    content: bytes
    contents: ReadBackContents


def documents(edition: Edition, press: Renderer, direction: Direction) -> Iterator[WrittenDocument]:
    """Render and read back every document, in order. Raises MalformedError, ThemeError."""
    for page in edition.pages:
        name = paths.document(page.anchor)
        sheets = [paths.between(name, sheet) for sheet in paths.SHEETS]
        text = press.render(SHELL, {"page": page, "sheets": sheets, "direction": direction})
        content = text.encode()
        yield WrittenDocument(name, page, content, read(name, content))
