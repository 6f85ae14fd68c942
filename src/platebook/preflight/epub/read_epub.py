"""Reads an EPUB to facts: every file of it once, in the order that the package gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from platebook import fonts, photos
from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub import archive, read_document, safe_xml
from platebook.preflight.epub.archive import Archive, BombError, EntryError, opened
from platebook.preflight.epub.epub_facts import (
    CSS,
    NCX,
    SVG,
    XHTML,
    EpubBook,
    EpubDocument,
    EpubFont,
    EpubImage,
    EpubItem,
    PackageDocument,
    address,
    place,
    styled,
)
from platebook.preflight.epub.styles.reader import StyleReader
from platebook.preflight.model import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_FONT = re.compile(r"font|opentype|truetype", re.IGNORECASE)
#: Glances at pictures stop after so many px, so that a book of giants ends in time. A JPEG is
#: decoded at an eighth, others whole.
_PIXELS_LIMIT, _WHOLE = 10_000_000_000, 5
#: Bytes of a stylesheet; the largest of other programs have some hundred thousand.
_STYLES_LIMIT = 1_000_000


def read(path: Path, called: str, *, glancing: bool = True) -> EpubBook:
    """Read a book; ``glancing`` at its pictures too, which decodes them.

    Raises UnreadableError where there is no package to begin with.
    """
    with opened(path) as archive:
        return _Reader(archive, called, path.stat().st_size, glancing=glancing).book()


class _Reader:
    """Reads the files of one archive, and remembers what could not be read."""

    def __init__(self, archive: Archive, called: str, size: int, *, glancing: bool) -> None:
        self._archive, self._called, self._size = archive, called, size
        self._glancing = glancing
        self._faults: list[Finding] = []
        self._pixels = 0
        self._styles = StyleReader(self._css)

    def book(self) -> EpubBook:
        """Read all of it."""
        found = self._package()
        texts = dict(self._documents(found))
        pictures = {each.name: each for each in self._pictures(found)}
        return EpubBook(
            called=self._called,
            length=self._size,
            entries=self._archive.entries,
            package=found,
            documents=texts,
            pictures=pictures,
            fonts={
                item.name: EpubFont(item.name, item.media_type, fonts.embeddable(content))
                for item, content in self._files(found, lambda kind: bool(_FONT.search(kind)))
            },
            sheets={
                item.name: tuple(address(said, item.name) for said in styled(_decoded(content)))
                for item, content in self._files(found, lambda kind: kind == CSS, safe_xml.LIMIT)
            },
            mimetype=self._bytes("mimetype", required=False) or b"",
            obfuscated=tuple(self._obfuscated()),
            faults=tuple(self._faults),
            styles_read=self._styles.whole,
        )

    def _package(self) -> PackageDocument:
        root = self._tree(CONTAINER)
        name = archive.rootfile(root) if root is not None else ""
        if not name:
            raise UnreadableError(f"it is no EPUB: {CONTAINER} does not say where its package is")
        root = self._tree(name)
        if root is None:
            raise UnreadableError(f"its package document {name} cannot be read")
        return archive.package(name, root)

    def _documents(self, found: PackageDocument) -> Iterator[tuple[str, EpubDocument]]:
        for item in self._listed(found, lambda kind: kind in (XHTML, SVG, NCX)):
            name, root = item.name, self._tree(item.name)
            if root is not None and item.media_type == NCX:
                yield name, read_document.ncx(name, root)
            elif root is not None:
                styled = self._styles.faults(name, root) if self._glancing else ()
                yield name, replace(read_document.document(name, root), styled=styled)

    def _pictures(self, found: PackageDocument) -> Iterator[EpubImage]:
        for item, content in self._files(
            found, lambda kind: kind.startswith("image/") and kind != SVG
        ):
            seen = photos.read_image_facts(content)
            self._pixels += seen.pixels * (1 if seen.format == "JPEG" else _WHOLE)
            looked = self._pixels <= _PIXELS_LIMIT
            glance = photos.make_preview if self._glancing and looked and not seen.fault else None
            yield EpubImage(
                item.name,
                item.media_type,
                len(content),
                seen,
                glance(content) if glance else b"",
                hashlib.sha256(content).hexdigest(),
                looked,
            )

    def _files(
        self, found: PackageDocument, wanted: Callable[[str], bool], limit: int = archive.FILE_LIMIT
    ) -> Iterator[tuple[EpubItem, bytes]]:
        """Yield the files whose media types are ``wanted``, and what is in them."""
        for item in self._listed(found, wanted):
            content = self._bytes(item.name, limit)
            if content is not None:
                yield item, content

    def _listed(self, found: PackageDocument, wanted: Callable[[str], bool]) -> Iterator[EpubItem]:
        """Return the package's files that are there and whose media types are ``wanted``, once."""
        here = [item for item in found.items if item.name in self._archive]
        items = {item.name: item for item in reversed(here) if wanted(item.media_type)}
        return reversed(items.values())

    def _css(self, name: str) -> str | None:
        """Return a stylesheet's text; what cannot be read of it is reported elsewhere."""
        try:
            return _decoded(self._archive.read(name, _STYLES_LIMIT))
        except EntryError:
            return None

    def _obfuscated(self) -> Iterator[str]:
        """Name the files that are locked or scrambled, with the algorithm."""
        root = self._tree(ENCRYPTION) if ENCRYPTION in self._archive else None
        if root is not None:
            yield from (f"{name} {algorithm}" for name, algorithm in archive.encrypted(root))

    def _tree(self, name: str) -> _Element | None:
        content = self._bytes(name, safe_xml.LIMIT)
        if content is None:
            return None
        parsed = safe_xml.parse(content)
        if parsed.fault:
            code = "E008" if parsed.entities else "E006" if parsed.bomb else "E007"
            broken = f"it is not well-formed: {parsed.fault}"
            self._fault(code, name, broken if code == "E007" else parsed.fault, parsed.line)
        return parsed.root

    def _bytes(
        self, name: str, limit: int = archive.FILE_LIMIT, *, required: bool = True
    ) -> bytes | None:
        try:
            return self._archive.read(name, limit)
        except BombError as error:
            self._fault("E006", name, f"it {error}")
        except EntryError as error:
            if required:
                self._fault("E004", name, f"it {error}")
        return None

    def _fault(self, code: str, name: str, message: str, line: int = 0) -> None:
        self._faults.append(codes.finding(code, place(self._called, name, line), message))


def _decoded(css: bytes) -> str:
    """Decode a stylesheet, by its first bytes (CSS Syntax 3, 3.2)."""
    encoding = "utf-16" if css[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return css.decode(encoding, "replace")
