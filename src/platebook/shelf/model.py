"""The values of a shelf: its books, the files that each offers, and the options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platebook.pipeline.book_facts import BookFacts, FileFacts
from platebook.pipeline.build_record import RecordedFile


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
    recorded: RecordedFile
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
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
    cover: Picture | None = None
    thumbnail: Picture | None = None

    def of(self, edition: str) -> ShelfFile | None:
        """Give the first file of an edition."""
        return next((each for each in self.files if each.facts.edition == edition), None)


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
