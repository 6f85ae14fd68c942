"""What a shelf is made of: books and their files, what they claim, what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from platebook.pipeline.book_facts import BookFacts, FileFacts
from platebook.pipeline.build_record import RecordedFile
from platebook.preflight.report.accessibility_statement import AccessibilityClaims


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfOptions:
    """How a shelf is made.

    ``site`` is the address where it will be published, with a slash at the end, or empty;
    ``name`` its name, empty for the word for books; ``language`` that of its first page, empty for
    the language of most books. ``editions`` are those whose files are offered.
    """

    site: str = ""
    name: str = ""
    language: str = ""
    editions: tuple[str, ...] = ("epub", "screen", "web", "print", "cover")


@dataclass(frozen=True, slots=True)
class ShelfFile:
    """A file (or a folder, for a website) that a book offers.

    ``path`` is its place in the site, where a reader begins; ``source`` where it is now.
    ``media_type`` is what a server says it is. ``parts`` are the files of a folder, by path in the
    site, with their media types.
    """

    name: str
    path: str
    source: Path
    media_type: str
    facts: FileFacts
    record: RecordedFile
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SitePicture:
    """A picture in the site: its path there, and px wide × high."""

    path: str
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShelfBook:
    """A book on the shelf; ``folder`` is that of its page in the site.

    ``cover`` is the larger picture, ``thumbnail`` the smaller one; both None where the book has no
    cover that can be shown.
    """

    folder: str
    facts: BookFacts
    files: tuple[ShelfFile, ...]
    cover: SitePicture | None = None
    thumbnail: SitePicture | None = None

    def of(self, edition: str) -> ShelfFile | None:
        """Return the first file of an edition."""
        return next((file for file in self.files if file.facts.edition == edition), None)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All books, in the order of the first page, and what the pages say of the whole."""

    name: str
    language: str
    site: str
    books: tuple[ShelfBook, ...]

    @property
    def modified(self) -> str:
        """The latest date of a book, in UTC."""
        return max(book.facts.modified for book in self.books)


#: Statements by heading, as messages of the catalogue.
Statements = dict[str, list[str]]


def statements(access: AccessibilityClaims, *, epub: bool) -> Statements:
    """Return the statements about an e-book, or about a PDF."""
    return _ebook(access) if epub else _pdf(access)


def _ebook(access: AccessibilityClaims) -> Statements:
    features = set(access.features)
    adapts = "displayTransformability" in features and not access.fixed
    reading = _ways_of_reading(adapts=adapts, aloud="textual" in access.sufficient)
    if "alternativeText" in features:
        reading.append("Has alternative text")
    ways = {
        "tableOfContents": "Table of contents",
        "structuralNavigation": "Headings",
        "pageNavigation": "Go to page",
    }
    navigation = [message for feature, message in ways.items() if feature in features]
    rich = ["Images described by extended descriptions"] if "longDescription" in features else []
    return {
        "Ways of reading": reading,
        "Navigation": navigation or ["No information is available"],
        **({"Rich content": rich} if rich else {}),
        "Hazards": ["No hazards" if access.hazards == ("none",) else "No information is available"],
        "Conformance": ["No information is available"],
    }


def _pdf(access: AccessibilityClaims) -> Statements:
    result = {"Ways of reading": _ways_of_reading(adapts=False, aloud=access.accessible)}
    if access.accessible:
        result["Conformance"] = ["Tagged for assistive technology (PDF/UA)"]
    return result


_ADAPTS = {True: "Appearance can be modified", False: "Appearance cannot be modified"}
_ALOUD = {
    True: "Readable in read aloud or dynamic braille",
    False: "Not fully readable in read aloud or dynamic braille",
}


def _ways_of_reading(*, adapts: bool, aloud: bool) -> list[str]:
    return [_ADAPTS[adapts], _ALOUD[aloud]]


#: The editions for readers, in the order of a page: their names, and what they are for. Proofs and
#: sheets are working documents, and never offered.
OFFERS = MappingProxyType(
    {
        "epub": (
            "E-book (EPUB)",
            "For e-readers, phones and tablets. The text adapts to the screen.",
        ),
        "screen": (
            "PDF for screens",
            "For computers and tablets. The pages look like those of the printed book.",
        ),
        "web": ("Website", "The whole story on one page. Nothing to install."),
        "print": ("PDF for printing", "For a print shop: the inside pages."),
        "cover": ("Cover for printing", "For a print shop: cover and spine on one sheet."),
    }
)
MEDIA_TYPES = MappingProxyType(
    {
        ".epub": "application/epub+zip",
        ".pdf": "application/pdf",
        ".html": "text/html",
        ".css": "text/css",
        ".js": "text/javascript",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
        ".avif": "image/avif",
        ".woff2": "font/woff2",
    }
)


def media_type(name: str) -> str:
    """Return the media type of a file by its name (IANA)."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
