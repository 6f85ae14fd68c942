"""What is inspected, and what an inspection says: values that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from platebook.errors import Finding, Severity
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.printers.printer import Printer

#: The refusals: a file that ends with one of these was not read to its end.
REFUSALS = frozenset({"X001", "X002", "X003", "X004"})
#: The longer side of a small picture, and of a heat map, in px.
EDGE, HEAT_EDGE = 360, 480


class UnreadableError(Exception):
    """A file is not what its first bytes say, or too damaged to read; the message says why."""


class FileKind(StrEnum):
    """What a file is, by its first bytes; its name does not count."""

    PDF = "pdf"
    EPUB = "epub"
    WEBSITE = "website"  #: a folder with an index.html
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What all findings about a file come to, the best first."""

    READY = "ready"  #: no errors, no warnings
    LOOK = "look"  #: warnings: someone should look
    ERRORS = "errors"  #: the book would be wrong
    REFUSED = "refused"  #: could not be read at all, or not to its end


@dataclass(frozen=True)
class Subject:
    """A finished file to inspect.

    ``name`` is what findings call it (its path, where none is given); ``printer`` whose rules a
    PDF is held to; ``plates`` names the plate on a page, pages counted from 1, so that a finding
    about page 7 can say which photograph that is. ``cover`` says that a PDF is a cover wrap, one
    sheet. ``target`` is whom an e-book is for, a name of ``TARGETS``. ``memory`` has what
    was found in pictures before.
    """

    file: Path
    name: str = ""
    printer: Printer | None = None
    plates: tuple[tuple[int, str], ...] = ()
    cover: bool = False
    target: str = ""
    memory: ImageMemory = NO_MEMORY

    @property
    def called(self) -> str:
        """The file's name in findings."""
        return self.name or str(self.file)

    @cached_property
    def _plates(self) -> Mapping[int, str]:
        return dict(self.plates)

    def page(self, number: int) -> str:
        """Return the name of a PDF page, with its plate: ``book.pdf, page 7 (plate “river”)``."""
        plate = self._plates.get(number)
        return f"{self.called}, page {number}" + (f" (plate “{plate}”)" if plate else "")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A piece of a text as a file has it: one line of a page, or one of a document's pieces.

    In a PDF ``text`` reads as it is painted, from the left, also where it runs to the left.
    ``style`` says how it is set: pieces of one text mostly look alike.
    """

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page without a plate says, or a document; ``at`` is its place in the file, from 1."""

    where: str
    lines: tuple[TextLine, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photograph as a finished file shows it.

    ``where`` names its page or document, ``words`` is the text shown with it, ``alt`` its text
    alternative (None where the file has none), ``pixels`` its width and height, ``preview`` a
    preview of what is seen (``make_preview``). ``page`` is the number printed on its page;
    ``plate``, ``caption`` and ``credit`` are filled where the file marks them as such. ``lines``
    are those of its page or of its figure, where each of their letters can be read. ``at`` is the
    place of its page in the file, counted from 1; ``facing`` the text of the page that faces it,
    where that has no photograph. Where a photograph crosses the fold, ``second`` is the place of
    the page on which it goes on, and ``facing`` the text of the page after that. ``more_pages``
    are the numbers of further pages that ``lines`` were read from.
    """

    where: str
    words: str = ""
    alt: str | None = None
    pixels: tuple[int, int] = (0, 0)
    preview: bytes = b""
    page: str = ""
    plate: str = ""
    caption: str = ""
    credit: str = ""
    lines: tuple[TextLine, ...] = ()
    at: int = 0
    facing: str = ""
    second: int = 0
    more_pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookContents:
    """What a reader finds in a file, as read from the file itself: for comparing two of them.

    ``texts`` are its pages and documents without plates, where each of their letters can be read.
    ``proof`` says that it is the desk's proof of a book, all pages of which are texts;
    ``flatplan`` that it shows a book's openings small; ``standards`` names those that it claims
    and was checked for.
    """

    title: str = ""
    language: str = ""
    pages: int = 0
    text: str = ""
    pictures: tuple[ShownPhoto, ...] = ()
    texts: tuple[PageText, ...] = ()
    proof: bool = False
    flatplan: bool = False
    standards: str = ""


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """One file, and every finding about it, the worst first."""

    subject: Subject
    kind: FileKind
    findings: tuple[Finding, ...]
    contents: BookContents | None = None

    @property
    def verdict(self) -> Verdict:
        """What its findings come to."""
        if any(finding.code in REFUSALS for finding in self.findings):
            return Verdict.REFUSED
        severities = {finding.severity for finding in self.findings}
        if Severity.ERROR in severities:
            return Verdict.ERRORS
        return Verdict.LOOK if Severity.WARNING in severities else Verdict.READY


@dataclass(frozen=True, slots=True)
class Inspection:
    """Several files inspected together; ``findings`` are the story's, and those between files."""

    files: tuple[InspectedFile, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        """Every finding, those between the files first."""
        return self.findings + tuple(finding for file in self.files for finding in file.findings)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of one severity."""
        return tuple(finding for finding in self.all if finding.severity is severity)


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph as a page shows it: px wide × high, mm wide on paper, pixels to the inch.

    ``ink`` is the most ink that one of its pixels has, in per cent of one ink, and ``heat`` a map
    of its ink (a JPEG), both only where there are four inks.
    """

    pixels: tuple[int, int]
    width: float
    ppi: float
    ink: float = 0.0
    heat: bytes = b""


@dataclass(frozen=True, slots=True)
class PageThumbnail:
    """A page of a PDF, or of a document of an EPUB as an e-reader would show it.

    ``number`` counts from 1; ``plate`` is its plate's id where the file names one. ``jpeg`` is a
    small picture of it, empty where it cannot be drawn. ``document`` names the EPUB's file, and
    ``title`` is its title. ``text`` is what stands on a PDF's page, on an EPUB's first page of a
    document all that the document says. ``words`` are a plate's caption; ``alt`` is None where
    nothing is said. ``goes_on``: it has the second half of the photograph of the page before.
    """

    number: int
    plate: str
    jpeg: bytes
    words: str = ""
    alt: str | None = None
    photograph: Photograph | None = None
    title: str = ""
    document: str = ""
    text: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class FileThumbnails:
    """What was seen of a file, and what there is to say of that: what is not shown, and why."""

    thumbnails: tuple[PageThumbnail, ...] = ()
    remarks: tuple[str, ...] = ()
