"""Puts a story into reading order: every page of a book, with its anchor, title and folio.

One function serves every medium, so two editions cannot disagree about what comes when. A page
here is a page of the book's plan: in print an introduction may run over several sheets, and
``Pagination`` says where each falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from platebook import prose
from platebook.plates.model import Photo
from platebook.story import PlateText, Section, Story
from platebook.words import Words


class Kind(StrEnum):
    """What a page is; names the part that draws it, ``parts/<kind>.xhtml.j2``."""

    COVER = "cover"
    HALF_TITLE = "half-title"
    TITLE = "title"
    IMPRINT = "imprint"
    INTRODUCTION = "introduction"
    SECTION = "section"
    PLATE = "plate"
    CLOSING = "closing"
    DESCRIPTIONS = "descriptions"
    CREDITS = "credits"
    COLOPHON = "colophon"


class Matter(StrEnum):
    """The three parts of a book."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


_MATTER = {
    Kind.COVER: Matter.FRONT,
    Kind.HALF_TITLE: Matter.FRONT,
    Kind.TITLE: Matter.FRONT,
    Kind.IMPRINT: Matter.FRONT,
    Kind.INTRODUCTION: Matter.BODY,
    Kind.SECTION: Matter.BODY,
    Kind.PLATE: Matter.BODY,
    Kind.CLOSING: Matter.BODY,
    Kind.DESCRIPTIONS: Matter.BACK,
    Kind.CREDITS: Matter.BACK,
    Kind.COLOPHON: Matter.BACK,
}


@dataclass(frozen=True, slots=True)
class Medium:
    """What an edition is made for: a row, never an ``if``.

    ``suffix`` ends its file's name; ``kinds`` are the pages it shows, in the order of the book.
    """

    name: str
    suffix: str
    kinds: tuple[Kind, ...]


EPUB = Medium(
    "epub",
    ".epub",
    (
        Kind.COVER,
        Kind.TITLE,
        Kind.INTRODUCTION,
        Kind.SECTION,
        Kind.PLATE,
        Kind.CLOSING,
        Kind.DESCRIPTIONS,
        Kind.CREDITS,
    ),
)
PRINT = Medium(
    "print",
    ".pdf",
    (
        Kind.HALF_TITLE,
        Kind.TITLE,
        Kind.IMPRINT,
        Kind.INTRODUCTION,
        Kind.SECTION,
        Kind.PLATE,
        Kind.CLOSING,
        Kind.CREDITS,
        Kind.COLOPHON,
    ),
)
MEDIA = {medium.name: medium for medium in (EPUB, PRINT)}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the plan. ``number`` counts plates from 1; ``folio`` is the printed page."""

    kind: Kind
    anchor: str
    title: str | None = None
    plate: PlateText | None = None
    number: int | None = None
    section: Section | None = None
    folio: int | None = None

    @property
    def shown(self) -> PlateText:
        """The words of the plate that the page shows; only a plate page may be asked."""
        if self.plate is None:
            raise ValueError(f"{self.anchor} shows no plate")
        return self.plate

    @property
    def matter(self) -> Matter:
        """Which part of the book the page belongs to."""
        return _MATTER[self.kind]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a printed page begins inside a text that runs over several.

    ``block`` counts the text's paragraphs (its leaf blocks) from 0, ``offset`` the characters of
    that block's plain text that stand on earlier pages.
    """

    anchor: str
    block: int
    offset: int
    folio: int


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where the printed book's pages fall: the first folio of every anchor, and the breaks."""

    folios: Mapping[str, int]
    breaks: tuple[PageBreak, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The story made for one medium: its pages in reading order."""

    story: Story
    medium: Medium
    pages: tuple[Page, ...]

    def of(self, kind: Kind) -> tuple[Page, ...]:
        """Every page of one kind."""
        return tuple(page for page in self.pages if page.kind == kind)

    @property
    def plates(self) -> tuple[Page, ...]:
        """The plate pages, in order."""
        return self.of(Kind.PLATE)

    def paginated(self, pagination: Pagination) -> Edition:
        """Give the same edition with the printed book's folio on each page that has one."""
        return replace(
            self,
            pages=tuple(
                replace(page, folio=pagination.folios.get(page.anchor)) for page in self.pages
            ),
        )


def complete(story: Story, photos: Mapping[str, Photo]) -> Story:
    """Fill what the manifest leaves unsaid from the photographs' own metadata.

    The manifest's words always win, its default credit too; a decorative plate takes no alt text.
    What looks like Markdown in a photograph is not meant as such, and stays what it looks like.
    ``photos`` is by plate id.
    """
    sections = tuple(
        replace(
            section,
            plates=tuple(
                _completed(plate, photos[plate.id], story.credit) for plate in section.plates
            ),
        )
        for section in story.sections
    )
    return replace(story, sections=sections)


def _completed(plate: PlateText, photo: Photo, credit: str | None) -> PlateText:
    told = {key: word.text for key, word in photo.words.items()}
    told |= {key: prose.quoted(told[key]) for key in ("caption", "description") if key in told}
    return replace(
        plate,
        caption=plate.caption or told.get("caption"),
        alt=plate.alt or (None if plate.decorative else told.get("alt")),
        description=plate.description or told.get("description"),
        credit=plate.credit or credit or told.get("credit"),
        rights=plate.rights or told.get("rights"),
        location=plate.location or told.get("location"),
        date=plate.date or told.get("date"),
    )


def compose(story: Story, medium: Medium, words: Words) -> Edition:
    """Order, number, anchor and title every page of one edition.

    ``words`` gives the titles that the story does not: "Introduction", "Photograph 7".
    """
    pages = tuple(page for page in _all(story, words) if page.kind in medium.kinds)
    return Edition(story, medium, pages)


def _all(story: Story, words: Words) -> Iterator[Page]:
    """Every page that any medium may want, in the order of the book."""
    yield Page(Kind.COVER, "cover", words("Cover"))
    yield Page(Kind.HALF_TITLE, "half-title")
    yield Page(Kind.TITLE, "title", words("Title page"))
    yield Page(Kind.IMPRINT, "imprint", words("Imprint"))
    if story.introduction:
        yield Page(Kind.INTRODUCTION, "introduction", words("Introduction"))
    number = 0
    for index, section in enumerate(story.sections, 1):
        if section.title:
            title = prose.plain(section.title)
            yield Page(Kind.SECTION, f"section-{index}", title, section=section)
        for plate in section.plates:
            number += 1
            title = _title(plate, number, words)
            yield Page(Kind.PLATE, f"plate-{plate.id}", title, plate, number, section)
    if story.closing or story.links:
        yield Page(Kind.CLOSING, "closing", words("Closing"))
    if any(plate.description for plate in story.plates):
        yield Page(Kind.DESCRIPTIONS, "descriptions", words("Long descriptions"))
    yield Page(Kind.CREDITS, "credits", words("Credits"))
    yield Page(Kind.COLOPHON, "colophon", words("Colophon"))


def _title(plate: PlateText, number: int, words: Words) -> str:
    if plate.title:
        return prose.plain(plate.title)
    if plate.caption and (start := prose.opening(plate.caption)):
        return start
    return words("Photograph {number}", number=number)
