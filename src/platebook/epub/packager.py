"""The packager: ebooklib keeps the package document, our writer completes it and zips.

ebooklib 0.20 by itself re-parses documents, writes the local time, deflates JPEGs and keeps every
file in memory. So every file is a plain item with finished bytes, photographs are copied from disk
to disk, and the same book has the same bytes (EPUB 3.3, section 4.2, "OCF ZIP container").
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from ebooklib import epub

from platebook.book import PageKind
from platebook.epub import package_files
from platebook.epub.package_files import EpubPackage, PackageItem

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_IBOOKS = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
#: The first date that a zip can hold.
_STAMP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
#: zlib's level; the highest takes four times as long and saves 0.01 % of a book.
_LEVEL = 7


def bind(package: EpubPackage, draft: Path) -> None:
    """Write the book. Photographs are copied as they are, one at a time."""
    _Writer(str(draft), _book(package), {"mtime": package.modified}).write()


def _book(package: EpubPackage) -> epub.EpubBook:
    book = epub.EpubBook()
    book.metadata.clear()
    book.IDENTIFIER_ID = "pub-id"
    book.FOLDER_NAME = package_files.FOLDER
    book.language, book.direction = package.language, package.direction
    for element in package.metadata:
        attributes = {
            _XML_LANG if name == "xml:lang" else name: value
            for name, value in element.attributes.items()
        }
        book.add_metadata("DC" if element.dc else None, element.name, element.text, attributes)
    for item in package.items:
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
    """ebooklib's writer, with a complete package document and our zip."""

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
        with source.open("rb") as photograph, self._file.open(entry, "w") as stored:
            shutil.copyfileobj(photograph, stored, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
    return entry
