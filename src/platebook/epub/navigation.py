"""Navigation: table of contents, landmarks and page list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from platebook.book import ContentsEntry as Listed
from platebook.book import Edition, Matter, Page, PageKind, contents
from platebook.epub import package_files
from platebook.epub.package_files import WrittenDocument
from platebook.i18n import Words

_LANDMARKS = {PageKind.COVER: "cover", PageKind.TITLE: "titlepage"}


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the contents. ``generated`` titles are in the language of generated words."""

    id: str
    title: str
    href: str
    generated: bool
    children: tuple[NavEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Landmark:
    """A landmark, by its term in the EPUB Structural Semantics Vocabulary."""

    type: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class NavTarget:
    """The beginning of a printed page. ``label`` is its folio."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything that ``nav.xhtml`` and the NCX list."""

    TEMPLATE_FIELDS: ClassVar = ("contents", "landmarks", "pages", "depth")

    contents: tuple[NavEntry, ...]
    landmarks: tuple[Landmark, ...]
    pages: tuple[NavTarget, ...]

    @property
    def depth(self) -> int:
        """How many levels the contents have."""
        return 2 if any(entry.children for entry in self.contents) else 1


def navigation(edition: Edition, documents: Iterable[WrittenDocument], words: Words) -> Navigation:
    """Make the navigation; printed pages are those that the documents have markers for."""
    return Navigation(
        contents=tuple(map(_entry, contents(edition))),
        landmarks=tuple(_landmarks(edition.pages, words)),
        pages=tuple(
            NavTarget(label, f"{document.name}#{id}")
            for document in documents
            for label, id in document.contents.breaks
        ),
    )


def _entry(listed: Listed) -> NavEntry:
    page = listed.page
    children = tuple(map(_entry, listed.children))
    return NavEntry(
        page.anchor, listed.title, package_files.document(page.anchor), listed.generated, children
    )


def _landmarks(pages: tuple[Page, ...], words: Words) -> Iterator[Landmark]:
    """Yield cover, title page, contents and start of reading."""
    for page in pages:
        if page.kind in _LANDMARKS:
            yield Landmark(
                _LANDMARKS[page.kind], page.title or "", package_files.document(page.anchor)
            )
    yield Landmark("toc", words("Contents"), package_files.NAVIGATION)
    for page in pages:
        if page.matter == Matter.BODY:
            starts = page.kind == PageKind.INTRODUCTION
            title = words("Introduction") if starts else words("Start of the photographs")
            yield Landmark("bodymatter", title, package_files.document(page.anchor))
            return
