"""Opens an EPUB's zip safely, and reads container and package document (EPUB 3.3, 4 and 5).

Whatever its directory says, no more is read than a book may hold. EPUB 3.3, section 4.2, "OCF ZIP
container": stored or deflated, nothing encrypted, mimetype first. Nothing is ever unpacked to disk,
so a name cannot lead anywhere.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from posixpath import normpath
from typing import IO, TYPE_CHECKING, BinaryIO

from platebook.preflight.epub.epub_facts import (
    ArchiveEntry,
    EpubItem,
    Meta,
    PackageDocument,
    address,
)
from platebook.preflight.epub.safe_xml import line_of, local, text_of
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
    """A file of the book cannot be read; says why, as a person."""


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
            with self._file.open(row) as opened:
                return self._taken(opened, min(limit, self._left))
        except _DAMAGE as error:
            raise EntryError("is damaged: it cannot be unpacked") from error

    def _taken(self, opened: IO[bytes], limit: int) -> bytes:
        parts, taken = [], 0
        while part := opened.read(_BLOCK):
            parts.append(part)
            taken += len(part)
            if taken > limit:
                raise BombError(f"unpacks to more than {limit / 1e6:,.0f} MB")
        self._left -= taken
        return b"".join(parts)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an EPUB. Raises UnreadableError where it is no zip, or its directory is absurd."""
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
    paths = (each.get("full-path") for each in root.iter("{*}rootfile"))
    return str(next(filter(None, paths), ""))


def package(name: str, root: _Element) -> PackageDocument:
    """Read a package document; what it lacks stays empty."""
    items = tuple(_item(name, each) for each in islice(root.iter("{*}item"), _MOST))
    names = {item.id: item.name for item in items}
    references = [
        (names.get(each.get("idref", ""), ""), str(each.get("linear")).strip())
        for each in islice(root.iter("{*}itemref"), _MOST)
    ]
    metas = (each for each in root.iter("{*}meta") if each.get("name") == "cover")
    return PackageDocument(
        name=name,
        version=root.get("version", ""),
        metas=tuple(_metas(root)),
        items=items,
        spine=tuple(each for each, _ in references),
        cover_id=next((each.get("content", "") for each in metas), ""),
        unique=root.get("unique-identifier", ""),
        aside=frozenset(each for each, linear in references if linear == "no"),
    )


def encrypted(root: _Element) -> Iterator[tuple[str, str]]:
    """Yield every file that ``encryption.xml`` lists, and by which algorithm."""
    algorithm = ""
    for element in root.iter("{*}EncryptionMethod", "{*}CipherReference"):
        if local(element) == "EncryptionMethod":
            algorithm = element.get("Algorithm", "")
        else:
            yield element.get("URI", ""), algorithm


def _item(name: str, element: _Element) -> EpubItem:
    href = element.get("href", "")
    found = address(href, name, line_of(element))
    return EpubItem(
        id=element.get("id", ""),
        href=href,
        name="" if found.outside else found.target,
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
