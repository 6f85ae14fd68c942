"""Fills the documents of the book, and notes what each holds: ids, links, printed pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platebook.edition import Edition, Kind, Page
from platebook.epub import names
from platebook.epub.reading import Contents, read
from platebook.markup import Press
from platebook.words import Direction

SHELL = "epub/document.xhtml.j2"


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the spine: where it is, the page it shows, its bytes and what they hold."""

    name: str
    page: Page
    content: bytes
    contents: Contents


def documents(edition: Edition, press: Press, direction: Direction) -> Iterator[Document]:
    """Fill and read the document of every page, in order. Raises MalformedError, ThemeError."""
    for page in edition.pages:
        name = names.document(page.anchor)
        sheets = [names.between(name, sheet) for sheet in names.SHEETS]
        text = press.render(SHELL, {"page": page, "sheets": sheets, "direction": direction})
        content = text.encode()
        yield Document(name, page, content, read(name, content))


def templates_of(kind: Kind) -> tuple[str, ...]:
    """Name the templates that may be at fault in a page of this kind, the likeliest first."""
    return (f"parts/{kind}.xhtml.j2", "parts/figcaption.xhtml.j2", "parts/facts.xhtml.j2", SHELL)
