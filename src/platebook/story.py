"""What a photo story is: words and the order of its photographs, independent of any medium.

Everything here is frozen and knows nothing of pixels, pages or files' formats. Texts are Markdown.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, ClassVar

from platebook.errors import Finding, UsageError

#: For a story without a date: the first that a zip archive can hold, and plainly no real one.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the manifest, lines and columns counted from 1.

    In a story that a program made, ``file`` is the value's name in Python, and ``line`` is 0.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Layout(StrEnum):
    """How a plate sits on its printed page."""

    MATTED = "matted"  #: the whole photograph, never cropped, with paper round it
    FULL_BLEED = "full-bleed"  #: fills the page and the bleed; cropped round its focus
    SPREAD = "spread"  #: the whole photograph across two facing pages, within the live area
    FULL_BLEED_SPREAD = "full-bleed-spread"  #: fills two facing pages; cropped round its focus


class CaptionPosition(StrEnum):
    """Where the caption of a plate stands in print. An e-book keeps it with the photograph."""

    AUTO = "auto"  #: on the photograph's page, or, where it is too long, on the facing page
    PAGE = "page"  #: on the photograph's page, which leaves the photograph what it can
    FACING = "facing"  #: on the facing page of the same opening
    END = "end"  #: in a list at the back of the book
    OVER = "over"  #: as bare type over the photograph
    NONE = "none"  #: nowhere in print


class Begin(StrEnum):
    """Which page of an opening a plate takes; a blank page is put in where it is needed."""

    ANY = "any"
    RECTO = "recto"
    VERSO = "verso"


class CreditPolicy(StrEnum):
    """Where the photographs' credit lines are printed."""

    AUTO = "auto"  #: one photographer: once, in the imprint; several: with each plate
    PLATE = "plate"  #: with each plate
    LIST = "list"  #: in a list at the back of the book
    NONE = "none"


class RunningTitle(StrEnum):
    """Which pages have the book's title at their foot."""

    TEXT = "text"  #: pages of text
    ALL = "all"
    NONE = "none"


class FolioPosition(StrEnum):
    """Where the printed page numbers stand."""

    OUTSIDE = "outside"  #: at the outer edge of each page
    NONE = "none"


class HangLine(StrEnum):
    """The line that all photographs of a book share."""

    CENTRE = "centre"
    TOP = "top"
    FOOT = "foot"


class PlateListStyle(StrEnum):
    """What the list of plates at the end of a book shows."""

    TITLES = "titles"
    THUMBNAILS = "thumbnails"
    NONE = "none"


class FirstPlate(StrEnum):
    """Which page the first plate takes."""

    RECTO = "recto"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ArtDirection:
    """The decisions that hold for every page of the printed book: the story's key ``design``.

    ``captions`` is the position of every caption whose plate gives none; ``numbers``, whether
    plate numbers stand beside captions; ``contents``, whether there is a contents page after the
    imprint: ``None`` has one where the story has sections.
    """

    TEMPLATE_FIELDS: ClassVar = (
        *("captions", "credits", "numbers", "running_title", "folios", "hang", "contents"),
        *("plate_list", "open"),
    )

    captions: CaptionPosition = CaptionPosition.AUTO
    credits: CreditPolicy = CreditPolicy.AUTO
    numbers: bool = True
    running_title: RunningTitle = RunningTitle.TEXT
    folios: FolioPosition = FolioPosition.OUTSIDE
    hang: HangLine = HangLine.CENTRE
    contents: bool | None = None
    plate_list: PlateListStyle = PlateListStyle.TITLES
    open: FirstPlate = FirstPlate.RECTO


class Typography(StrEnum):
    """What becomes of straight quotes, double hyphens and their like."""

    AS_WRITTEN = "as-written"  #: they are printed as they are
    SMART = "smart"  #: they are set as the story's language prints them


@dataclass(frozen=True, slots=True)
class Person:
    """A person who made the story. ``role`` is a MARC relator code, such as ``pht``."""

    name: str
    role: str
    sort: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address shown at the end of the book."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Series:
    """The series that this story is part of; ``position`` as printed, such as ``3`` or ``2.1``."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Subjects:
    """Codes of what the story is about, in the schemes of the book trade."""

    thema: Sequence[str] = ()
    bisac: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Isbns:
    """The ISBN of each form of the book, digits only: every form that is sold needs its own."""

    epub: str | None = None
    print: str | None = None
    screen: str | None = None


@dataclass(frozen=True, slots=True)
class Epigraph:
    """A quotation on a page of its own before the book: Markdown, and whose it is, plain."""

    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Foreword:
    """A text before the introduction, in Markdown, signed by its ``author``.

    ``title`` is plain; without one it is the word for a foreword.
    """

    text: str
    author: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Plate:
    """One photograph's words, its file, and how it is to be shown.

    A program gives the photograph as ``path`` or as ``data`` (bytes, or a binary stream). Read
    from a manifest, ``photo`` is the path as written there and ``path`` the file itself, symbolic
    links resolved, known to lie inside the story folder. A text that is ``None`` is taken from
    the photograph's own metadata; an empty text says that there is none. ``caption`` and
    ``description`` are Markdown; a ``supplied_credit`` is the whole line that the photograph's
    supplier asks for, which takes no label; ``focus`` is (x, y) from the top left, 0..1 each;
    ``width`` is written as in a manifest (``116mm``, ``60%``); ``caption_at`` and ``sharpen``
    override the story's.
    """

    TEMPLATE_FIELDS: ClassVar = (
        *("id", "photo", "caption", "alt", "decorative", "description", "credit", "title"),
        *("rights", "location", "date", "focus", "layout", "caption_at", "width", "begin"),
    )

    id: str = ""
    photo: str = ""
    path: Path = Path()
    where: Place = Place("", 0, 0)
    caption: str | None = None
    alt: str | None = None
    decorative: bool = False
    description: str | None = None
    credit: str | None = None
    title: str | None = None
    rights: str | None = None
    location: str | None = None
    date: str | None = None
    focus: tuple[float, float] | None = None
    layout: Layout = Layout.MATTED
    caption_at: CaptionPosition | None = None
    width: str | None = None
    begin: Begin = Begin.ANY
    sharpen: bool | None = None
    data: bytes | BinaryIO | None = None
    supplied_credit: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A run of plates. A story written with ``plates`` is one section without a title."""

    TEMPLATE_FIELDS: ClassVar = ("plates", "title", "text")

    plates: Sequence[Plate]
    title: str | None = None
    text: str | None = None
    where: Place | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A photo story, as read from a manifest or made by a program.

    A program gives ``title``, ``language``, ``sections`` and what else it has; the rest is filled
    when the story is checked: ``identifier`` (a UUIDv5 of the story), ``slug``, and ``cover``, a
    plate's id or the path of an image. ``published`` is a day, or a year or month in ISO 8601.
    ``root`` is the story folder, resolved, and ``manifest`` the manifest's path as a user would
    type it; empty in a story that a program made. ``warnings`` are about how the manifest was
    written.
    """

    TEMPLATE_FIELDS: ClassVar = (
        *("title", "language", "identifier", "slug", "sections", "subtitle", "standfirst"),
        *("published", "publisher", "rights", "series", "keywords", "contributors", "credit"),
        *("introduction", "closing", "links", "trim", "plates", "people", "photographers"),
        *("design", "dedication", "epigraph", "foreword", "acknowledgements"),
    )

    title: str
    language: str
    identifier: str = ""
    slug: str = ""
    root: Path = Path()
    manifest: Path = Path()
    sections: Sequence[Section] = ()
    cover: str | Path = ""
    back_cover: Sequence[str] = ()
    subtitle: str | None = None
    standfirst: str | None = None
    published: date | str | None = None
    publisher: str | None = None
    rights: str | None = None
    series: Series | None = None
    keywords: Sequence[str] = ()
    subjects: Subjects = Subjects()
    isbn: Isbns = Isbns()
    contributors: Sequence[Person] = ()
    credit: str | None = None
    dedication: str | None = None
    epigraph: Epigraph | None = None
    foreword: Foreword | None = None
    introduction: str | None = None
    closing: str | None = None
    acknowledgements: str | None = None
    links: Sequence[Link] = ()
    trim: str | None = None
    theme: Path | None = None
    sharpen: bool = True
    design: ArtDirection = ArtDirection()
    typography: Typography = Typography.AS_WRITTEN
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    warnings: tuple[Finding, ...] = field(default=(), compare=False, repr=False)

    @property
    def plates(self) -> tuple[Plate, ...]:
        """Every plate of the story, in reading order."""
        return tuple(plate for section in self.sections for plate in section.plates)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every Markdown text that is no plate's and no section's, by its key, in their order."""
        texts = {
            "standfirst": self.standfirst,
            "dedication": self.dedication,
            "epigraph": self.epigraph and self.epigraph.text,
            "foreword": self.foreword and self.foreword.text,
            "introduction": self.introduction,
            "closing": self.closing,
            "acknowledgements": self.acknowledgements,
        }
        return tuple((key, text) for key, text in texts.items() if text)

    @property
    def signatures(self) -> tuple[tuple[str, str], ...]:
        """The plain texts beside those: an epigraph's source, a foreword's title and author."""
        lines = (
            ("epigraph", self.epigraph and self.epigraph.source),
            ("foreword", self.foreword and self.foreword.title),
            ("foreword", self.foreword and self.foreword.author),
        )
        return tuple((key, text) for key, text in lines if text)

    @property
    def people(self) -> tuple[Person, ...]:
        """The contributors, each person once, also with two roles."""
        return _by_name(self.contributors)

    @property
    def photographers(self) -> tuple[Person, ...]:
        """Those contributors who made the photographs."""
        return _by_name(person for person in self.contributors if person.role == "pht")

    def sharpens(self, plate: Plate) -> bool:
        """Return whether a plate is sharpened where it is reduced: its choice, or the story's."""
        return self.sharpen if plate.sharpen is None else plate.sharpen

    def caption_position(self, plate: Plate) -> CaptionPosition:
        """Return where a plate's caption stands in print: ``facing`` for all is for no spread."""
        spread = self.design.captions is CaptionPosition.FACING and "spread" in plate.layout
        return plate.caption_at or (CaptionPosition.AUTO if spread else self.design.captions)

    def place(self, key: str) -> Place:
        """Return where the manifest says ``key`` (``title``, ``introduction`` …), for messages."""
        return self.places.get(key, Place(self.manifest.as_posix(), 1, 1))

    def local(self, where: str) -> str:
        """Return a place as seen from the story's folder, so that it is the same on any machine."""
        folder = self.manifest.as_posix().removesuffix(self.manifest.name)
        return where.removeprefix(folder) if folder else where


def _by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    first: dict[str, Person] = {}
    for person in people:
        first.setdefault(person.name, person)
    return tuple(first.values())


def modified_date(story: Story) -> datetime:
    """Return the story's date of publication, else SOURCE_DATE_EPOCH, else ``UNDATED``; in UTC.

    What a book that never asks a clock can know of when it was changed: EPUB 3.3 (5.5.3.2.4) and
    PDF/X (ISO 15930) want that said. Raises UsageError if SOURCE_DATE_EPOCH is needed and is no
    number of seconds.
    """
    if story.published:
        first = date.fromisoformat((str(story.published) + "-01-01")[:10])
        return datetime.combine(first, time(), UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return UNDATED
    if not epoch.isdecimal() or int(epoch) > _LATEST.timestamp():
        raise UsageError.of(
            "SOURCE_DATE_EPOCH",
            f"“{epoch}” is no date",
            "Give whole seconds since 1970-01-01 UTC, or unset it.",
        )
    return datetime.fromtimestamp(int(epoch), UTC)
