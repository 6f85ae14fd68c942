"""An EPUB as it was found: what its package says, what its files hold. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from platebook.css_addresses import find_addresses
from platebook.errors import Finding, Severity
from platebook.photos.images import ImageFacts
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.preflight import codes
from platebook.preflight.epub.styles.faults import StyleFault
from platebook.preflight.model import ShownPhoto, TextLine

XHTML, SVG = "application/xhtml+xml", "image/svg+xml"
NCX, CSS = "application/x-dtbncx+xml", "text/css"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Documents of ours that show a plate.
_OURS = re.compile(r"/plate-([a-z0-9-]+)\.xhtml$")
#: Addresses that carry what they mean, and load nothing.
_INLINE = ("data", "javascript")
_PUT_TOGETHER = ("var(", "env(", "attr(")


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file of the zip: whether it is stored, the first, and has an extra field."""

    name: str
    stored: bool
    first: bool
    extra: bool


@dataclass(frozen=True, slots=True)
class Meta:
    """A line of the package's metadata: ``name`` is Dublin Core's (``title``) or the property's."""

    name: str
    text: str
    id: str = ""
    refines: str = ""


@dataclass(frozen=True, slots=True)
class EpubItem:
    """A file as the package lists it; ``name`` is where it is in the zip, empty outside of it."""

    id: str
    href: str
    name: str
    media_type: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageDocument:
    """The package document (EPUB 3.3, section 5). ``spine`` names the documents in order.

    ``aside`` are those of them that readers leave out when they turn pages (``linear="no"``).
    """

    name: str
    version: str
    metas: tuple[Meta, ...]
    items: tuple[EpubItem, ...]
    spine: tuple[str, ...]
    cover_id: str = ""
    unique: str = ""
    aside: frozenset[str] = frozenset()

    def texts_of(self, *names: str) -> tuple[str, ...]:
        """Return the texts of the metadata of these names that are said of the whole book."""
        metas = (meta for meta in self.metas if meta.name in names and not meta.refines)
        return tuple(meta.text for meta in metas if meta.text)

    def items_with(self, property: str) -> tuple[EpubItem, ...]:
        """Return the items that have this property (section D.5)."""
        return tuple(item for item in self.items if property in item.properties)

    @property
    def cover(self) -> EpubItem | None:
        """The picture that shops show, by EPUB 3's property or EPUB 2's custom."""
        old = (item for item in self.items if self.cover_id and item.id == self.cover_id)
        return next(iter(self.items_with("cover-image")), None) or next(old, None)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a document points: ``target`` a file of the zip, or the whole address if outside."""

    href: str
    target: str
    fragment: str
    line: int
    outside: bool = False


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a document shows it.

    ``alt`` is None where there is none; ``passed_over`` says that screen readers are to pass
    it over, ``described`` that something leads to a longer description.
    ``caption`` and ``credit`` are its figure's, ``words`` all of the figure's text, ``lines`` that
    text in pieces.
    """

    address: Reference
    alt: str | None
    passed_over: bool
    described: bool = False
    plate: str = ""
    words: str = ""
    caption: str = ""
    credit: str = ""
    lines: tuple[TextLine, ...] = ()

    def photo(self, where: str, size: tuple[int, int], preview: bytes) -> ShownPhoto:
        """Return the picture for a comparison; ``size`` in px."""
        return ShownPhoto(
            where=where,
            words=self.words,
            alt=self.alt,
            pixels=size,
            preview=preview,
            plate=self.plate,
            caption=self.caption,
            credit=self.credit,
            lines=self.lines,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of one of the navigation document's lists; ``type`` is a landmark's."""

    title: str
    address: Reference | None
    type: str = ""


@dataclass(frozen=True, slots=True)
class EpubDocument:
    """A document of the book, read. ``breaks`` are printed pages: label, id and line.

    ``lines`` are its text in pieces, ``levels`` its headings with their lines. ``marks`` are the
    names of its elements, and the kinds of part that it marks (``type:index``, ``doc-index``).
    ``mistakes`` are those of its markup: code, message and line.
    """

    name: str
    title: str = ""
    language: str = ""
    text: str = ""
    heading: str = ""
    ids: frozenset[str] = frozenset()
    repeated_ids: tuple[tuple[str, int], ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    links: tuple[Reference, ...] = ()
    resources: tuple[Reference, ...] = ()
    breaks: tuple[tuple[str, str, int], ...] = ()
    lists: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    plate: str = ""
    lines: tuple[TextLine, ...] = ()
    levels: tuple[tuple[int, int], ...] = ()
    marks: frozenset[str] = frozenset()
    mistakes: tuple[tuple[str, str, int], ...] = ()
    style_faults: tuple[StyleFault, ...] = ()


@dataclass(frozen=True, slots=True)
class EpubImage:
    """A picture file: its length in bytes, what it is, and a preview (``preview``).

    ``looked`` is false where it was not decoded, because the book has too many giants.
    """

    name: str
    media_type: str
    length: int
    facts: ImageFacts
    preview: bytes
    sha256: str
    looked: bool = True


@dataclass(frozen=True, slots=True)
class EpubFont:
    """A font file; ``embeddable`` is None where that is not known."""

    name: str
    media_type: str
    embeddable: bool | None


@dataclass(frozen=True, slots=True)
class EpubBook:
    """Everything that was found; ``length`` in bytes. ``faults`` were met while reading.

    ``styles_read``: all styles were looked at, and were not too much for that. ``memory`` has
    what was found in pictures before.
    """

    called: str
    length: int
    entries: tuple[ArchiveEntry, ...]
    package: PackageDocument
    documents: Mapping[str, EpubDocument]
    pictures: Mapping[str, EpubImage]
    fonts: Mapping[str, EpubFont]
    sheets: Mapping[str, tuple[Reference, ...]]
    mimetype: bytes
    obfuscated_files: tuple[tuple[str, str], ...] = ()
    styles_read: bool = True
    faults: tuple[Finding, ...] = ()
    memory: ImageMemory = NO_MEMORY

    @property
    def reading(self) -> Iterator[EpubDocument]:
        """The documents of the spine that could be read, in order, each once."""
        names = dict.fromkeys(self.package.spine)
        return (self.documents[name] for name in names if name in self.documents)

    @property
    def navigation(self) -> EpubDocument | None:
        """The navigation document."""
        names = (item.name for item in self.package.items_with("nav"))
        return next((self.documents[name] for name in names if name in self.documents), None)

    @property
    def has_ncx_contents(self) -> bool:
        """Whether an NCX, the contents of EPUB 2, leads anywhere."""
        old = (item.name for item in self.package.items if item.media_type == NCX)
        return any(self.documents[name].links for name in old if name in self.documents)

    def ways(self, list_: str) -> tuple[Way, ...]:
        """Return one of the lists of the navigation document: toc, landmarks, page-list."""
        return self.navigation.lists.get(list_, ()) if self.navigation else ()

    @property
    def shown_pictures(self) -> Iterator[tuple[EpubDocument, ShownPicture]]:
        """Every picture that the reading order shows, with its document."""
        return ((document, shown) for document in self.reading for shown in document.pictures)

    @property
    def places(self) -> Iterator[tuple[str, ShownPicture]]:
        """The same pictures, each with the place where a person finds it."""
        for document, figure in self.shown_pictures:
            yield self.where(document.name, figure.address.line, figure.plate), figure

    @property
    def claims_wcag(self) -> bool:
        """Whether the book says that it conforms to WCAG."""
        return any("wcag" in value.lower() for value in self.package.texts_of("dcterms:conformsTo"))

    def where(self, name: str, line: int = 0, plate: str = "") -> str:
        """Return the name of a place in the book as a person finds it: file, line and plate."""
        return place(self.called, name, line, plate)

    def finding(
        self,
        code: str,
        message: str,
        name: str = "",
        line: int = 0,
        plate: str = "",
        fix: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """Make a finding about a place in the book, or about the book as a whole."""
        where = self.where(name, line, plate) if name else self.called
        return codes.finding(code, where, message, fix, severity=severity)

    def plate_of(self, picture: str) -> str:
        """Return the plate that shows a picture file; empty where none does."""
        shown = (figure for _, figure in self.shown_pictures if figure.address.target == picture)
        return next((figure.plate for figure in shown), "")


def plate_in(name: str) -> str:
    """Return the plate that a document of ours shows, by its name: ``text/plate-river.xhtml``."""
    match = _OURS.search(f"/{name}")
    return match[1] if match else ""


def place(book_name: str, name: str, line: int = 0, plate: str = "") -> str:
    """Return the name of a place in a book: ``book.epub, text/a.xhtml:12 (plate “river”)``."""
    short = name.removeprefix("EPUB/").removeprefix("OEBPS/")
    at = f"{book_name}, {short}" + (f":{line}" if line else "")
    return f"{at} (plate “{plate}”)" if plate else at


def address(url: str, base: str, line: int = 0) -> Reference:
    """Follow ``url`` from the file ``base``; one that leads out of the book is ``outside``."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return Reference(url, "", "", line)
    if parts.scheme or parts.netloc:
        inline = parts.scheme.lower() in _INLINE
        return Reference(url[:200], "" if inline else url.strip(), "", line, outside=True)
    target = normpath(join(dirname(base), unquote(parts.path))) if parts.path else base
    return Reference(url[:200], target, unquote(parts.fragment), line)


def addresses_in(css: str) -> Iterator[str]:
    """Yield every address in CSS, by its tokens; those that are put together elsewhere are left."""
    for css_address in find_addresses(css):
        if (
            css_address.text
            and css_address.kind != "attr()"
            and not css_address.text.startswith(_PUT_TOGETHER)
        ):
            yield css_address.text
