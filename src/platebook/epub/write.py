"""Writes the EPUB edition: renders the documents, reads them back, then packages them.

For a preview in a browser the same documents, stylesheets and fonts are given one by one, each
document filled when it is requested; photographs and the cover are the caller's.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ebooklib import epub

from platebook import sandbox, theme_limits
from platebook.book import Edition, Page, PageKind, Pagination
from platebook.epub import package_files, read_back
from platebook.epub.package_files import (
    Element,
    EpubShell,
    Navigation,
    PackageItem,
    WrittenDocument,
    documents,
    for_screens,
    navigation,
    sheets,
)
from platebook.epub.package_metadata import COVER_ID, Access, metadata
from platebook.errors import ThemeError
from platebook.i18n import Words, direction
from platebook.photos.model import Rendition
from platebook.rendering.renderer import Renderer
from platebook.rendering.template_values import ForbiddenError
from platebook.story import modified_date
from platebook.themes import Design

if TYPE_CHECKING:
    from lxml.etree import _Element

    from platebook.fonts.families import FontSet

_NAV, _NCX = "epub/nav.xhtml.j2", "epub/toc.ncx.j2"
_XHTML = "application/xhtml+xml"
#: A book of more pages is written in a process of its own, whose memory is returned when it ends.
_MANY_PAGES = 300


def write(
    edition: Edition,
    plates: Mapping[str, Rendition],
    cover: Rendition,
    *,
    words: Words,
    font_set: FontSet,
    design: Design,
    pagination: Pagination | None,
    draft: Path,
) -> None:
    """Write a composed edition as EPUB 3.3 to ``draft``.

    ``plates`` is by plate id. ``pagination`` is the printed book's; without it the e-book has no
    page list. Raises ThemeError if a theme's template makes documents that no reader can open,
    UsageError for a SOURCE_DATE_EPOCH that is needed and is no date.
    """
    pagination = pagination or Pagination({}, (), 0)
    edition = edition.paginate(pagination)
    shell = EpubShell.of(edition.pages, plates, cover, pagination.breaks)
    font_set = for_screens(font_set)

    def write_file() -> None:
        items, ways = _fill_shielded(edition, shell, words, font_set, design)
        access, story = Access.of(edition, ways), edition.story
        elements = metadata(edition, words, access, fonts=bool(font_set.faces))
        book = _book(story.language, elements, items)
        _Writer(str(draft), book, {"mtime": modified_date(story)}).write()

    if len(edition.pages) > _MANY_PAGES:
        sandbox.run_forked(write_file)
    else:
        write_file()


def dry_run(
    edition: Edition,
    sizes: Mapping[str, tuple[int, int]],
    *,
    words: Words,
    font_set: FontSet,
    design: Design,
) -> None:
    """Render every document without photographs (``sizes`` in px by plate). Raises ThemeError."""
    absent = {name: Rendition(name, "epub", Path(), size) for name, size in sizes.items()}
    cover = Rendition("cover", "epub", Path(), (1600, 2560))
    shell = EpubShell.of(edition.pages, absent, cover, ())
    _fill_shielded(edition, shell, words, for_screens(font_set), design)


def _fill_shielded(
    edition: Edition,
    shell: EpubShell,
    words: Words,
    font_set: FontSet,
    design: Design,
) -> tuple[list[PackageItem], Navigation]:
    styling = list(sheets(design, font_set))

    def fill(design: Design) -> tuple[list[PackageItem], Navigation]:
        try:
            return _fill(edition, Renderer(design, edition, words, shell), shell, words, styling)
        except read_back.MalformedError as fault:
            _attribute(fault, design)

    return theme_limits.run_limited(design, fill, pages=len(edition.pages))


def _fill(
    edition: Edition,
    press: Renderer,
    shell: EpubShell,
    words: Words,
    styling: Sequence[PackageItem],
) -> tuple[list[PackageItem], Navigation]:
    """Render every document, check ids and links, and list the files."""
    facing = direction(edition.story.language)
    xhtml_files = list(documents(edition, press, facing))
    ways = navigation(edition, xhtml_files, words)
    context = {"navigation": ways, "direction": facing, "sheets": package_files.SHEETS}
    nav = press.render(_NAV, context).encode()
    ncx = press.render(_NCX, {**context, "identifier": edition.story.identifier}).encode()
    files = [*styling, *_photographs(edition, shell)]
    parsed_files = {document.name: document.contents for document in xhtml_files}
    parsed_files |= {package_files.NAVIGATION: read_back.read(package_files.NAVIGATION, nav)}
    parsed_files |= {package_files.NCX: read_back.read(package_files.NCX, ncx)}
    for fault in read_back.resolve(parsed_files, {file.name for file in files}):
        raise fault
    items = [
        *_spine(
            xhtml_files,
            PackageItem("nav", package_files.NAVIGATION, _XHTML, nav, ("nav",), spine=True),
        ),
        PackageItem("ncx", package_files.NCX, "application/x-dtbncx+xml", ncx),
        *files,
    ]
    return items, ways


def _spine(xhtml_files: Sequence[WrittenDocument], nav: PackageItem) -> Iterator[PackageItem]:
    """Order the documents, the contents after the title page."""
    kinds = [document.page.kind for document in xhtml_files]
    opening = kinds.count(PageKind.COVER) + kinds.count(PageKind.TITLE)
    for number, document in enumerate(xhtml_files):
        if number == opening:
            yield nav
        yield PackageItem(
            document.page.anchor,
            document.name,
            _XHTML,
            document.content,
            document.contents.properties,
            spine=True,
        )


def _photographs(edition: Edition, shell: EpubShell) -> Iterator[PackageItem]:
    for page in edition.pages:
        if page.kind == PageKind.COVER:
            cover = shell.cover
            yield PackageItem(
                COVER_ID, package_files.image(page), cover.media_type, cover.path, ("cover-image",)
            )
        elif page.plate:
            plate = shell.plates[page.plate.id]
            yield PackageItem(
                f"image-{page.anchor}", package_files.image(page), plate.media_type, plate.path
            )


def _attribute(fault: read_back.MalformedError, design: Design) -> NoReturn:
    """Turn an error into ThemeError if a theme is used; without one it is a bug."""
    if isinstance(fault.__cause__, ForbiddenError) and design.theme:
        raise fault.__cause__.attribute_to(design) from fault
    if design.theme is None or not any(path.suffix == ".j2" for path in design.files):
        raise fault
    raise ThemeError.of(
        str(design.theme),
        f"the page {fault.name} that this template makes cannot go into a book: {fault.message}",
        "Templates are XML: close every tag, quote every attribute, link only inside the book.",
    ) from fault


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IBOOKS = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
#: The first date that a zip can hold.
_STAMP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
#: zlib's level; the highest takes four times as long and saves 0.01 % of a book.
_LEVEL = 7


def _book(
    language: str, metadata: Sequence[Element], items: Sequence[PackageItem]
) -> epub.EpubBook:
    book = epub.EpubBook()
    book.metadata.clear()
    book.IDENTIFIER_ID = "pub-id"
    book.FOLDER_NAME = package_files.FOLDER
    book.language, book.direction = language, direction(language)
    for element in metadata:
        attributes = {
            _XML_LANG if name == "xml:lang" else name: value
            for name, value in element.attributes.items()
        }
        book.add_metadata("DC" if element.dc else None, element.name, element.text, attributes)
    for item in items:
        bound = book.add_item(_BoundItem(item))
        if item.spine:
            book.spine.append(bound)
        if item.name == package_files.document(PageKind.COVER):
            # What EPUB 2 had for landmarks: Calibre finds the cover's page by it alone, and would
            # show the cover twice in what it makes of the book.
            book.guide.append({"type": "cover", "href": item.name})
    return book


class _BoundItem(epub.EpubItem):  # type: ignore[misc]  # ebooklib has no types
    """A plain item: ebooklib passes its bytes on unchanged, and reads a file when needed."""

    def __init__(self, item: PackageItem) -> None:
        super().__init__(item.id, item.name, item.media_type)
        self.source = item.content
        self.properties = list(item.properties)

    def get_content(self, default: bytes | None = None) -> bytes:  # noqa: ARG002
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # ebooklib has no types
    """ebooklib's writer, with a complete package document and our zip.

    ebooklib 0.20 by itself re-parses documents, writes the local time, deflates JPEGs and keeps
    every file in memory. So every file is a plain item with finished bytes, photographs are copied
    from disk to disk, and the same book has the same bytes (EPUB 3.3, section 4.2).
    """

    def write(self) -> None:
        with zipfile.ZipFile(self.file_name, "w") as file:
            self.out = _Archive(file)
            self.out.store("mimetype", b"application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: _Element) -> None:
        root.set(_XML_LANG, self.book.language)
        root.set("dir", self.book.direction)
        # “rendition” is a reserved prefix; Apple's is not (EPUB 3.3, section 5.4).
        root.set("prefix", _IBOOKS)
        super()._write_opf_file(root)

    def _write_items(self) -> None:
        for item in self.book.get_items():
            name = f"{package_files.FOLDER}/{item.file_name}"
            if item.media_type.startswith("image/"):
                self.out.store(name, item.source)
            else:
                self.out.writestr(name, item.get_content())


class _Archive:
    """A zip whose entries depend on their names and contents only."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def writestr(self, name: str, content: str | bytes) -> None:
        """Deflate an entry; the name of the method is ebooklib's."""
        self._file.writestr(_entry(name), content, zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def store(self, name: str, source: bytes | Path) -> None:
        """Store an entry without compression; a file is streamed."""
        entry = _entry(name)
        if isinstance(source, bytes):
            self._file.writestr(entry, source, zipfile.ZIP_STORED)
            return
        # zipfile needs the size beforehand to know whether the entry needs a zip64 header.
        entry.file_size = source.stat().st_size
        with source.open("rb") as photograph, self._file.open(entry, "w") as entry_file:
            shutil.copyfileobj(photograph, entry_file, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
    return entry


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
        font_set: FontSet,
        design: Design,
        pagination: Pagination,
    ) -> EbookPreview:
        """Make the preview of an edition; its arguments are those of ``write``."""
        edition = edition.paginate(pagination)
        shell = EpubShell.of(edition.pages, plates, cover, pagination.breaks)
        styles = {item.name: item for item in sheets(design, for_screens(font_set))}
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
        """Return media type and bytes of a file, if any. Raises ThemeError and MalformedError."""
        if item := self.styles.get(name):
            content = item.content if isinstance(item.content, bytes) else item.content.read_bytes()
            return item.media_type, content
        pages = dict(self.documents())
        return (_XHTML, self._document(pages[name])) if name in pages else None

    def _document(self, page: Page) -> bytes:
        """Fill and read one document, as ``write`` does. Raises ThemeError, MalformedError."""
        alone = replace(self.edition, pages=(page,))
        facing = direction(self.edition.story.language)

        def fill(design: Design) -> bytes:
            renderer = Renderer(design, self.edition, self.words, self.shell)
            return next(documents(alone, renderer, facing)).content

        filled_page: bytes = theme_limits.run_limited(self.design, fill, pages=1)
        return filled_page
