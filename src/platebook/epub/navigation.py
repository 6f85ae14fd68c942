"""The ways into the book: contents, landmarks, and the list of the printed book's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from platebook.edition import Edition, Kind, Matter, Page, contents
from platebook.edition import Entry as Listed
from platebook.epub import names
from platebook.epub.documents import Document
from platebook.words import Words

_LANDMARKS = {Kind.COVER: "cover", Kind.TITLE: "titlepage"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents. ``generated`` titles are in the language of the words."""

    id: str
    title: str
    href: str
    generated: bool
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Landmark:
    """One of the book's main places, by its term in the EPUB structural vocabulary."""

    type: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a printed page begins. ``label`` is the number printed on it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything that ``nav.xhtml`` and the NCX list."""

    TEMPLATE_FIELDS: ClassVar = ("contents", "landmarks", "pages", "depth")

    contents: tuple[Entry, ...]
    landmarks: tuple[Landmark, ...]
    pages: tuple[Target, ...]

    @property
    def depth(self) -> int:
        """How many levels the contents have."""
        return 2 if any(entry.children for entry in self.contents) else 1


def navigation(edition: Edition, documents: Iterable[Document], words: Words) -> Navigation:
    """List the edition's pages; the printed pages are those that the documents really mark."""
    return Navigation(
        contents=tuple(map(_entry, contents(edition))),
        landmarks=tuple(_landmarks(edition.pages, words)),
        pages=tuple(
            Target(label, f"{document.name}#{id}")
            for document in documents
            for label, id in document.contents.breaks
        ),
    )


def _entry(listed: Listed) -> Entry:
    page = listed.page
    children = tuple(map(_entry, listed.children))
    return Entry(page.anchor, listed.title, names.document(page.anchor), listed.generated, children)


def _landmarks(pages: tuple[Page, ...], words: Words) -> Iterator[Landmark]:
    """Give cover, title page, contents and where reading starts; more would repeat the contents."""
    for page in pages:
        if page.kind in _LANDMARKS:
            yield Landmark(_LANDMARKS[page.kind], page.title or "", names.document(page.anchor))
    yield Landmark("toc", words("Contents"), names.NAVIGATION)
    for page in pages:
        if page.matter == Matter.BODY:
            starts = page.kind == Kind.INTRODUCTION
            title = words("Introduction") if starts else words("Start of the photographs")
            yield Landmark("bodymatter", title, names.document(page.anchor))
            return
