"""The package's files: paths, documents, navigation, stylesheets; what templates ask of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import relpath
from typing import TYPE_CHECKING, ClassVar

from platebook import markdown
from platebook.book import ContentsEntry, Edition, Matter, Page, PageBreak, PageKind, contents
from platebook.epub.read_back import ReadBackContents, read
from platebook.i18n import Direction, Words
from platebook.photos.model import Rendition
from platebook.rendering.renderer import Renderer, Shell
from platebook.themes import Design

if TYPE_CHECKING:
    from platebook.fonts.families import FontSet

FOLDER = "EPUB"
NAVIGATION = "nav.xhtml"
NCX = "toc.ncx"
COVER_IMAGE = "images/cover.jpg"
BASE_SHEET = "styles/base.css"
MODERN_SHEET = "styles/modern.css"
SHEETS = (BASE_SHEET, MODERN_SHEET)


def document(anchor: str) -> str:
    """Return the path of the document with this anchor."""
    return f"text/{anchor}.xhtml"


def image(page: Page) -> str:
    """Return the path of the page's photograph."""
    return f"images/{page.anchor}.jpg" if page.plate else COVER_IMAGE


def font(name: str) -> str:
    """Return the path of the font with this file name."""
    return f"fonts/{name}"


def between(start: str, target: str) -> str:
    """Return the address of ``target`` relative to the file ``start``."""
    return relpath(target, start.rpartition("/")[0] or ".")


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
        name = document(page.anchor)
        sheets = [between(name, sheet) for sheet in SHEETS]
        text = press.render(SHELL, {"page": page, "sheets": sheets, "direction": direction})
        content = text.encode()
        yield WrittenDocument(name, page, content, read(name, content))


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the metadata block: of Dublin Core (``dc``), or a ``meta``."""

    name: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    dc: bool = False


@dataclass(frozen=True, slots=True)
class PackageItem:
    """One file of the book: its bytes, or their path on disk.

    ``properties`` are those of the package manifest; ``spine``: it is in the reading order.
    """

    id: str
    name: str
    media_type: str
    content: bytes | Path
    properties: tuple[str, ...] = ()
    spine: bool = False


_ROLE = re.compile(r"var\(\s*--(serif|sans|display)\s*\)")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def for_screens(font_set: FontSet) -> FontSet:
    """Return the faces that are embedded: the light set, and the optical size for titles.

    The text's optical size is made for 10 pt and looks coarse in titles; the other takes 30 kB.
    """
    light = font_set.light()
    text = light.stacks["serif"]
    titles = tuple(
        face
        for face in font_set.faces
        if face.ours
        and face.family in font_set.stacks["display"]
        and face.family not in text
        and (face.weight, face.style) == (400, "normal")
    )
    stack = (*dict.fromkeys(face.family for face in titles), *text)
    return replace(light, faces=(*light.faces, *titles), stacks={**light.stacks, "display": stack})


def sheets(design: Design, font_set: FontSet) -> Iterator[PackageItem]:
    """Yield both stylesheets and every font. Raises ThemeError for a theme's mistakes."""
    faces = font_set.css(lambda face: between(BASE_SHEET, font(face.name)))
    base = f"{faces}\n{_fill(design.style('epub-base.css'), font_set)}"
    yield _sheet("base", BASE_SHEET, base)
    yield _sheet("modern", MODERN_SHEET, _fill(design.style("epub.css"), font_set))
    for number, face in enumerate(font_set.faces, 1):
        yield PackageItem(f"font-{number}", font(face.name), face.media_type, face.path)


def _fill(sheet: str, font_set: FontSet) -> str:
    return _ROLE.sub(lambda match: font_set.font_family(match[1]), _COMMENT.sub("", sheet))


def _sheet(id: str, name: str, text: str) -> PackageItem:
    return PackageItem(id, name, "text/css", f'@charset "utf-8";\n{text.strip()}\n'.encode())


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


def _entry(item: ContentsEntry) -> NavEntry:
    page = item.page
    children = tuple(map(_entry, item.children))
    return NavEntry(page.anchor, item.title, document(page.anchor), item.generated, children)


def _landmarks(pages: tuple[Page, ...], words: Words) -> Iterator[Landmark]:
    """Yield cover, title page, contents and start of reading."""
    for page in pages:
        if page.kind in _LANDMARKS:
            yield Landmark(_LANDMARKS[page.kind], page.title or "", document(page.anchor))
    yield Landmark("toc", words("Contents"), NAVIGATION)
    for page in pages:
        if page.matter == Matter.BODY:
            starts = page.kind == PageKind.INTRODUCTION
            title = words("Introduction") if starts else words("Start of the photographs")
            yield Landmark("bodymatter", title, document(page.anchor))
            return


@dataclass(frozen=True, slots=True)
class EpubShell(Shell):
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
        return between(document(page.anchor), image(page))

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
        marks = (mark for mark in self.breaks if mark.anchor == page.anchor)
        return [(mark.block, mark.offset, page_break(mark.folio)) for mark in marks]


def page_break(folio: int) -> str:
    """Write a page break marker, empty so that none reads it aloud (EPUB Accessibility 4.1.3)."""
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
