"""Opens an EPUB's zip safely, and reads every file of it once (EPUB 3.3, 4 and 5).

No more is read than a book may hold, whatever the zip's directory says: stored or deflated,
nothing encrypted, mimetype first (section 4.2). Nothing is unpacked to disk, so no name can lead
anywhere.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from posixpath import normpath
from typing import IO, TYPE_CHECKING, BinaryIO

from platebook.errors import Finding
from platebook.fonts import sfnt
from platebook.photos import images
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.preflight import codes
from platebook.preflight.epub import read_document, safe_xml
from platebook.preflight.epub.epub_facts import (
    CSS,
    NCX,
    SVG,
    XHTML,
    ArchiveEntry,
    EpubBook,
    EpubDocument,
    EpubFont,
    EpubImage,
    EpubItem,
    Meta,
    PackageDocument,
    address,
    addresses_in,
    place,
)
from platebook.preflight.epub.safe_xml import line_of, local, text_of
from platebook.preflight.epub.styles.reader import StyleReader
from platebook.preflight.model import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes that all files of a book may unpack to beside what they take packed, and one file alone.
_UNPACKED_LIMIT, FILE_LIMIT = 400_000_000, 120_000_000
#: Bytes of the zip's own directory; a book of 2,000 plates has 600,000.
_DIRECTORY_LIMIT = 8_000_000
_END, _END_LENGTH, _COMMENT = b"PK\x05\x06", 22, 65_535
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
#: No book has more files, or more metadata; what is beyond is not looked at.
_MOST = 20_000


class EntryError(Exception):
    """A file of the book cannot be read; the message says why in plain words."""


class BombError(EntryError):
    """A file of the book unpacks to more than a book may hold."""


class Archive:
    """An EPUB's files by name, read one at a time and never more than allowed."""

    def __init__(self, file: zipfile.ZipFile, size: int) -> None:
        self._file = file
        self._left = size + _UNPACKED_LIMIT
        rows = [row for row in file.infolist() if not row.is_dir()]
        self._rows = {row.filename: row for row in rows}
        self.entries = tuple(
            ArchiveEntry(
                row.filename,
                stored=row.compress_type == zipfile.ZIP_STORED,
                first=row.header_offset == 0,
                extra=bool(row.extra),
            )
            for row in rows
        )

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def read(self, name: str, limit: int = FILE_LIMIT) -> bytes:
        """Return a file's bytes. Raises EntryError where it is damaged, locked or far too large."""
        row = self._rows.get(name)
        if row is None:
            raise EntryError("is not in the file")
        if row.flag_bits & _ENCRYPTED:
            raise EntryError("is locked with a password")
        if row.compress_type not in _METHODS:
            raise EntryError(f"is packed by method {row.compress_type}, which no EPUB may use")
        try:
            with self._file.open(row) as file:
                return self._take(file, min(limit, self._left))
        except _DAMAGE as error:
            raise EntryError("is damaged: it cannot be unpacked") from error

    def _take(self, file: IO[bytes], limit: int) -> bytes:
        parts, total = [], 0
        while part := file.read(_BLOCK):
            parts.append(part)
            total += len(part)
            if total > limit:
                raise BombError(f"unpacks to more than {limit / 1e6:,.0f} MB")
        self._left -= total
        return b"".join(parts)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open an EPUB. Raises UnreadableError where it is no zip, or its directory is implausible."""
    with path.open("rb") as file:
        size = path.stat().st_size
        _check_directory(file, size)
        try:
            archive = zipfile.ZipFile(file)
            inside = Archive(archive, size)
        except (*_DAMAGE, struct.error) as error:
            raise UnreadableError("it is cut off or damaged: its list of files is gone") from error
        with archive:
            yield inside


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a directory that would fill the memory, before anything reads it."""
    file.seek(max(0, size - _END_LENGTH - _COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_LENGTH:
        raise UnreadableError("it is cut off or damaged: its list of files is gone")
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length > _DIRECTORY_LIMIT:
        raise UnreadableError(f"its list of files alone has {length / 1e6:,.0f} MB")


def is_safe(name: str) -> bool:
    """Return whether a file's name stays inside the book on every system (section 4.2.3)."""
    plain = all(char.isprintable() and char not in '\\:*?"<>|' for char in name)
    return plain and not name.startswith("/") and normpath(name) == name and name != ".."


def rootfile(root: _Element) -> str:
    """Return the package document that the container names first; empty where it names none."""
    paths = (element.get("full-path") for element in root.iter("{*}rootfile"))
    return str(next(filter(None, paths), ""))


def read_package(name: str, root: _Element) -> PackageDocument:
    """Read a package document; what it lacks stays empty."""
    items = tuple(_item(name, node) for node in islice(root.iter("{*}item"), _MOST))
    names = {item.id: item.name for item in items}
    references = [
        (names.get(element.get("idref", ""), ""), str(element.get("linear")).strip())
        for element in islice(root.iter("{*}itemref"), _MOST)
    ]
    metas = (node for node in root.iter("{*}meta") if node.get("name") == "cover")
    return PackageDocument(
        name=name,
        version=root.get("version", ""),
        metas=tuple(_metas(root)),
        items=items,
        spine=tuple(reference for reference, _ in references),
        cover_id=next((meta.get("content", "") for meta in metas), ""),
        unique=root.get("unique-identifier", ""),
        aside=frozenset(reference for reference, linear in references if linear == "no"),
    )


def read_encrypted(root: _Element) -> Iterator[tuple[str, str]]:
    """Yield every file that ``encryption.xml`` lists, and by which algorithm."""
    algorithm = ""
    for element in root.iter("{*}EncryptionMethod", "{*}CipherReference"):
        if local(element) == "EncryptionMethod":
            algorithm = element.get("Algorithm", "")
        else:
            yield element.get("URI", ""), algorithm


def _item(name: str, element: _Element) -> EpubItem:
    href = element.get("href", "")
    item_address = address(href, name, line_of(element))
    return EpubItem(
        id=element.get("id", ""),
        href=href,
        name="" if item_address.outside else item_address.target,
        media_type=element.get("media-type", "").strip().lower(),
        properties=tuple(element.get("properties", "").split()),
    )


def _metas(root: _Element) -> Iterator[Meta]:
    for element in islice(root.iter("*"), 4 * _MOST):
        ours = str(element.tag).startswith(_DUBLIN_CORE)
        name = local(element) if ours else (element.get("property") or "").strip()
        if ours or (local(element) == "meta" and element.get("property")):
            text = text_of(element)[:5_000]
            yield Meta(name, text, element.get("id") or "", element.get("refines") or "")


CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_FONT = re.compile(r"font|opentype|truetype", re.IGNORECASE)
#: Glances at pictures stop after so many px, so that a book of giants ends in time. A JPEG is
#: decoded at an eighth, others whole.
_PIXELS_LIMIT, _WHOLE = 10_000_000_000, 5
#: Bytes of a stylesheet; the largest of other programs have some hundred thousand.
_STYLES_LIMIT = 1_000_000


def read(
    path: Path, book_name: str, memory: ImageMemory = NO_MEMORY, *, glancing: bool = True
) -> EpubBook:
    """Read a book; ``glancing`` at its pictures too, which decodes those not in ``memory``.

    Raises UnreadableError where there is no package to begin with.
    """
    with open_archive(path) as archive:
        reader = _Reader(archive, book_name, path.stat().st_size, memory, glancing=glancing)
        return reader.book()


class _Reader:
    """Reads the files of one archive, and remembers what could not be read."""

    def __init__(
        self, archive: Archive, book_name: str, size: int, memory: ImageMemory, *, glancing: bool
    ) -> None:
        self._archive, self._book_name, self._size = archive, book_name, size
        self._memory, self._glancing = memory, glancing
        self._faults: list[Finding] = []
        self._pixels = 0
        self._styles = StyleReader(self._css)

    def book(self) -> EpubBook:
        """Read all of it."""
        package = self._package()
        texts = dict(self._documents(package))
        pictures = {picture.name: picture for picture in self._pictures(package)}
        return EpubBook(
            called=self._book_name,
            length=self._size,
            entries=self._archive.entries,
            package=package,
            documents=texts,
            pictures=pictures,
            fonts={
                item.name: EpubFont(item.name, item.media_type, sfnt.embeddable(content))
                for item, content in self._files(package, lambda kind: bool(_FONT.search(kind)))
            },
            sheets={
                item.name: tuple(
                    address(href, item.name) for href in addresses_in(_decode(content))
                )
                for item, content in self._files(package, lambda kind: kind == CSS, safe_xml.LIMIT)
            },
            mimetype=self._bytes("mimetype", required=False) or b"",
            obfuscated_files=self._find_obfuscated(),
            faults=tuple(self._faults),
            styles_read=self._styles.whole,
            memory=self._memory,
        )

    def _package(self) -> PackageDocument:
        root = self._tree(CONTAINER)
        name = rootfile(root) if root is not None else ""
        if not name:
            raise UnreadableError(f"it is no EPUB: {CONTAINER} does not say where its package is")
        root = self._tree(name)
        if root is None:
            raise UnreadableError(f"its package document {name} cannot be read")
        return read_package(name, root)

    def _documents(self, package: PackageDocument) -> Iterator[tuple[str, EpubDocument]]:
        for item in self._list(package, lambda kind: kind in (XHTML, SVG, NCX)):
            name, root = item.name, self._tree(item.name)
            if root is not None and item.media_type == NCX:
                yield name, read_document.ncx(name, root)
            elif root is not None:
                faults = self._styles.faults(name, root) if self._glancing else ()
                yield name, replace(read_document.document(name, root), style_faults=faults)

    def _pictures(self, package: PackageDocument) -> Iterator[EpubImage]:
        for item, content in self._files(
            package, lambda kind: kind.startswith("image/") and kind != SVG
        ):
            facts = images.read_image_facts(content)
            self._pixels += facts.pixels * (1 if facts.format == "JPEG" else _WHOLE)
            fits = self._pixels <= _PIXELS_LIMIT
            sha256, preview = hashlib.sha256(content).hexdigest(), b""
            if self._glancing and fits and not facts.fault:
                preview = self._memory.preview(content)
            yield EpubImage(item.name, item.media_type, len(content), facts, preview, sha256, fits)

    def _files(
        self, package: PackageDocument, accepts: Callable[[str], bool], limit: int = FILE_LIMIT
    ) -> Iterator[tuple[EpubItem, bytes]]:
        """Yield the files whose media types pass ``accepts``, and what is in them."""
        for item in self._list(package, accepts):
            content = self._bytes(item.name, limit)
            if content is not None:
                yield item, content

    def _list(self, package: PackageDocument, accepts: Callable[[str], bool]) -> Iterator[EpubItem]:
        """Return the package's files that are there and whose media types pass ``accepts``."""
        here = [item for item in package.items if item.name in self._archive]
        items = {item.name: item for item in reversed(here) if accepts(item.media_type)}
        return reversed(items.values())

    def _css(self, name: str) -> str | None:
        """Return a stylesheet's text; what cannot be read of it is reported elsewhere."""
        try:
            return _decode(self._archive.read(name, _STYLES_LIMIT))
        except EntryError:
            return None

    def _find_obfuscated(self) -> tuple[tuple[str, str], ...]:
        """Return the files that are locked or scrambled, with the algorithm."""
        root = self._tree(ENCRYPTION) if ENCRYPTION in self._archive else None
        return () if root is None else tuple(read_encrypted(root))

    def _tree(self, name: str) -> _Element | None:
        content = self._bytes(name, safe_xml.LIMIT)
        if content is None:
            return None
        result = safe_xml.parse(content)
        if result.fault:
            code = "E008" if result.entities else "E006" if result.bomb else "E007"
            broken = f"it is not well-formed: {result.fault}"
            self._fault(code, name, broken if code == "E007" else result.fault, result.line)
        return result.root

    def _bytes(self, name: str, limit: int = FILE_LIMIT, *, required: bool = True) -> bytes | None:
        try:
            return self._archive.read(name, limit)
        except BombError as error:
            self._fault("E006", name, f"it {error}")
        except EntryError as error:
            if required:
                self._fault("E004", name, f"it {error}")
        return None

    def _fault(self, code: str, name: str, message: str, line: int = 0) -> None:
        self._faults.append(codes.finding(code, place(self._book_name, name, line), message))


def _decode(css: bytes) -> str:
    """Decode a stylesheet, by its first bytes (CSS Syntax 3, 3.2)."""
    encoding = "utf-16" if css[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return css.decode(encoding, "replace")
