"""The values between sources and a story: blocks of articles, photographs, rows, what is left out.

Readers give them, ``assemble`` makes a ``StoryDraft`` of them, ``write_story`` writes that. All are
frozen and can be returned from a sandboxed process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from platebook.photos.model import MetadataText

#: The rank of a row that only names the columns of a table whose headings are not known.
UNKNOWN_COLUMNS = 99


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was found: a source's name as the user would type it, and a place in it."""

    file: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.place}" if self.place else self.file


class Kind(StrEnum):
    """What a block of an article is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """The file of a picture that came with an article: the one at ``path``, or a member of that.

    ``member`` is its name within an archive or document, ``size`` px wide × high, ``ending`` that
    of its format.
    """

    path: Path
    member: str
    size: tuple[int, int]
    ending: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as an article shows it.

    ``names`` are addresses and file names that it goes by, the best first; ``copy`` is the file
    that came with the article. ``fallback`` is Markdown that is the caption if nothing else is.
    ``caption`` is Markdown; the other texts are plain.
    """

    names: tuple[str, ...]
    origin: Origin
    caption: str = ""
    credit: str = ""
    alt: str = ""
    title: str = ""
    copy: PictureCopy | None = None
    note: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph (Markdown) or a picture, in the order of the article.

    ``level`` is a heading's, 1 to 6; ``note`` says what was guessed about it.
    """

    kind: Kind
    text: str
    origin: Origin
    picture: Picture | None = None
    level: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a source that is not in the story: what it is, its text, and why."""

    what: str
    text: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Article:
    """A text with or without pictures, as one source has it. Texts of ``facts`` are plain.

    ``facts`` has what the source says of itself by key of the manifest: title, standfirst,
    byline, published, language, keywords, publisher. ``marked`` says that the source shows which
    text belongs to which picture. ``rows`` are about photographs that it names and does not show,
    ``photographs`` came with it and have no place in the text.
    """

    origin: Origin
    blocks: tuple[Block, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    photographs: tuple[PhotographFile, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures in their order."""
        return tuple(block.picture for block in self.blocks if block.picture)


@dataclass(frozen=True, slots=True)
class PhotographFile:
    """A photograph's file: ``name`` as the user would type it, ``words`` by manifest key.

    ``taken_at`` is the time of exposure as EXIF writes it, for the order only; ``size`` px wide ×
    high; ``duplicate_names`` are those of files that were left out for this one.
    """

    path: Path
    name: str
    format: str
    size: tuple[int, int]
    bytes: int
    words: Mapping[str, MetadataText] = field(default_factory=dict)
    taken_at: str = ""
    member: str = ""
    notes: tuple[str, ...] = ()
    duplicate_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What a table, a sidecar or a JSON file says of one photograph.

    ``file`` is the name or stem it gives (``*``: all; ``#2/9``: the second of nine),
    ``other_names`` are others that it goes by; ``values`` are by manifest key; ``rank`` orders the
    sources by trust, the lowest wins.
    """

    file: str
    values: Mapping[str, str]
    origin: Origin
    rank: int = 1
    other_names: tuple[str, ...] = ()


#: The rank of what a page's data say of photographs that the page does not show: as much worth as
#: a photograph's own metadata.
PAGE_DATA = 4


@dataclass(frozen=True, slots=True)
class Value:
    """A text of the story, and why it is a guess, if it is."""

    text: str
    source: str = ""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class PlateDraft:
    """A plate: its photograph (None: a stand-in), its path in the story, its texts by key."""

    photo: str
    file: PhotographFile | None
    values: Mapping[str, Value]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A run of plates under a title; one without a title is a story without sections."""

    plates: tuple[PlateDraft, ...]
    title: Value | None = None
    text: Value | None = None


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """A story before it is written. ``contributors`` are (name, role); ``notes`` for the reader."""

    values: Mapping[str, Value]
    sections: tuple[SectionDraft, ...]
    contributors: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def plates(self) -> tuple[PlateDraft, ...]:
        """All plates in reading order."""
        return tuple(plate for section in self.sections for plate in section.plates)

    def guesses(self) -> Iterator[tuple[str, str]]:
        """Yield key and reason of every guess, in the order of the story."""
        yield from ((key, value.guess) for key, value in self.values.items() if value.guess)
        for number, plate in enumerate(self.plates, 1):
            where = f"plate {number} ({plate.photo})"
            if plate.file:  # what is missing has a list of its own
                yield from ((where, comment) for comment in plate.comments)
            for key, value in plate.values.items():
                if value.guess:
                    yield f"{where}, {key}", value.guess


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the sources gave, before anything is matched.

    ``faults`` are sentences about sources that could not be read.
    """

    articles: tuple[Article, ...] = ()
    photographs: tuple[PhotographFile, ...] = ()
    rows: tuple[Row, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    faults: Sequence[tuple[str, str]] = ()
