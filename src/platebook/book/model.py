"""What an edition is: media, kinds of page, pages in reading order, and where print puts them.

A page here is a page of the book's plan: in print an introduction may run over several sheets,
and ``Pagination`` says where each falls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from platebook.story import CaptionPosition, Layout, Plate, Section, Story


class PageKind(StrEnum):
    """What a page is; names the part that draws it, ``parts/<kind>.xhtml.j2``."""

    COVER = "cover"
    HALF_TITLE = "half-title"
    CONTENTS = "contents"
    TITLE = "title"
    IMPRINT = "imprint"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    SECTION = "section"
    PLATE = "plate"
    SECOND = "second"  #: the recto of a photograph that crosses the fold
    CAPTION = "caption"  #: of a plate, on the page that faces its photograph
    CLOSING = "closing"
    ACKNOWLEDGEMENTS = "acknowledgements"
    DESCRIPTIONS = "descriptions"
    CAPTIONS = "captions"  #: those that the printed book has at its end
    PLATES = "plates"
    CREDITS = "credits"
    COLOPHON = "colophon"


#: Layouts of a photograph across two facing pages.
SPREADS = frozenset({Layout.SPREAD, Layout.FULL_BLEED_SPREAD})


def second_anchor(plate: str) -> str:
    """Return the anchor of the page on which a spread goes on, by the plate's anchor."""
    return f"second-{plate.removeprefix('plate-')}"


class Matter(StrEnum):
    """The three parts of a book."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


#: All other kinds are of the front.
_BODY = (
    *(PageKind.INTRODUCTION, PageKind.SECTION, PageKind.PLATE, PageKind.SECOND),
    *(PageKind.CAPTION, PageKind.CLOSING),
)
_BACK = (
    *(PageKind.ACKNOWLEDGEMENTS, PageKind.DESCRIPTIONS, PageKind.CAPTIONS, PageKind.PLATES),
    *(PageKind.CREDITS, PageKind.COLOPHON),
)


@dataclass(frozen=True, slots=True)
class Medium:
    """What an edition is made for: a row, never an ``if``.

    ``suffix`` ends its file's name; ``kinds`` are the pages it shows, in the order of the book.
    ``paper`` says that its pages are the printed book's.
    """

    name: str
    suffix: str
    kinds: tuple[PageKind, ...]
    paper: bool = True


EPUB = Medium(
    "epub",
    ".epub",
    (
        PageKind.COVER,
        PageKind.TITLE,
        PageKind.DEDICATION,
        PageKind.EPIGRAPH,
        PageKind.FOREWORD,
        PageKind.INTRODUCTION,
        PageKind.SECTION,
        PageKind.PLATE,
        PageKind.CLOSING,
        PageKind.ACKNOWLEDGEMENTS,
        PageKind.DESCRIPTIONS,
        PageKind.PLATES,
        PageKind.CREDITS,
    ),
    paper=False,
)
PRINT = Medium(
    "print",
    ".pdf",
    (
        PageKind.HALF_TITLE,
        PageKind.TITLE,
        PageKind.IMPRINT,
        PageKind.DEDICATION,
        PageKind.EPIGRAPH,
        PageKind.CONTENTS,
        PageKind.FOREWORD,
        PageKind.INTRODUCTION,
        PageKind.SECTION,
        PageKind.PLATE,
        PageKind.CLOSING,
        PageKind.ACKNOWLEDGEMENTS,
        PageKind.CAPTIONS,
        PageKind.PLATES,
        PageKind.COLOPHON,
    ),
)
#: The printed book on a screen.
SCREEN = Medium("screen", "-screen.pdf", PRINT.kinds)
#: A website: the story on one page, and each plate on one of its own.
WEB = Medium(
    "web",
    "-web",
    (
        PageKind.CONTENTS,
        *(kind for kind in EPUB.kinds if kind not in (PageKind.COVER, PageKind.DESCRIPTIONS)),
    ),
    paper=False,
)
MEDIA = {medium.name: medium for medium in (EPUB, PRINT, SCREEN, WEB)}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the plan. ``number`` counts plates from 1; ``folio`` is the printed page.

    A ``generated`` title is in the language of the words, not in the author's.
    ``second_folio`` is that of the page on which a photograph across the fold goes on.
    """

    TEMPLATE_FIELDS: ClassVar = (
        *("kind", "anchor", "title", "plate", "number", "section", "folio", "second_folio"),
        *("matter", "generated"),
    )

    kind: PageKind
    anchor: str
    title: str | None = None
    plate: Plate | None = None
    number: int | None = None
    section: Section | None = None
    folio: int | None = None
    generated: bool = False
    second_folio: int | None = None

    @property
    def folios(self) -> tuple[int, ...]:
        """The printed pages of a plate: two where its photograph crosses the fold."""
        return tuple(folio for folio in (self.folio, self.second_folio) if folio is not None)

    @property
    def crosses_fold(self) -> bool:
        """Whether the page shows a plate that takes two facing pages in print."""
        return self.kind is PageKind.PLATE and self.shown.layout in SPREADS

    @property
    def shown(self) -> Plate:
        """The words of the plate that the page shows; only a plate page may be asked."""
        if self.plate is None:
            raise ValueError(f"{self.anchor} shows no plate")
        return self.plate

    @property
    def place(self) -> str:
        """The place of the plate in the manifest, for messages; only a plate page may be asked."""
        return f"{self.shown.where} (plate “{self.shown.id}”)"

    def text(self, story: Story) -> str | None:
        """Return the Markdown that runs over the pages of this anchor, if any."""
        if self.section and not self.plate:
            return self.section.text
        return None if self.plate else dict(story.texts).get(self.kind)

    @property
    def matter(self) -> Matter:
        """Which part of the book the page belongs to."""
        if self.kind in _BODY:
            return Matter.BODY
        return Matter.BACK if self.kind in _BACK else Matter.FRONT


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
    """Where the printed book's pages fall: the first folio of every anchor, and the breaks.

    ``blanks`` are the blank pages before an anchor, where there are any, and under the empty
    name those at the very end; they are part of ``count``.
    """

    folios: Mapping[str, int]
    breaks: tuple[PageBreak, ...]
    count: int
    blanks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """The story made for one medium: its pages in reading order."""

    TEMPLATE_FIELDS: ClassVar = ("story", "medium", "pages", "plates", "listed", "of")

    story: Story
    medium: Medium
    pages: tuple[Page, ...]

    def of(self, kind: PageKind) -> tuple[Page, ...]:
        """Every page of one kind."""
        return tuple(page for page in self.pages if page.kind == kind)

    @property
    def plates(self) -> tuple[Page, ...]:
        """The plate pages, in order."""
        return self.of(PageKind.PLATE)

    @property
    def listed(self) -> tuple[Page, ...]:
        """The plate pages whose captions stand in a list at the end."""
        end = CaptionPosition.END
        return tuple(page for page in self.plates if self.story.caption_position(page.shown) is end)

    def paginate(self, pagination: Pagination) -> Edition:
        """Return the same edition with the printed book's folio on each page that has one."""
        return replace(
            self,
            pages=tuple(
                replace(
                    page,
                    folio=pagination.folios.get(page.anchor),
                    second_folio=pagination.folios.get(second_anchor(page.anchor)),
                )
                for page in self.pages
            ),
        )
