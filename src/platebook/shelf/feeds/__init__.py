"""The feeds of a shelf, each in a module, and what they share: addresses, pages, dates, roles."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from platebook.shelf.model import Shelf, ShelfBook, ShelfFile

#: The namespace of identifiers made for feeds (RFC 9562, section 5.5). Never change it.
_NAMESPACE = uuid.UUID("0f6b7a52-5d0b-5a6e-9f38-6c1f5f0f9d11")
#: Books on one page of a feed.
PER_PAGE = 100
#: The relation of a link that gives the whole file, free (OPDS 1.2, OPDS 2.0).
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"


def address(path: str, shelf: Shelf, base: str = "") -> str:
    """Return the address of a file of the site: whole where that of the site is known.

    Else it is relative to ``base``, the folder of the document that it stands in.
    """
    if shelf.site:
        return shelf.site + quote(path)
    if base and path.startswith(base):
        return quote(path.removeprefix(base))
    return ("../" if base else "") + quote(path)


def feed_id(shelf: Shelf) -> str:
    """Return the permanent identifier of a feed: the site's address, or one made of its name."""
    return shelf.site or f"urn:uuid:{uuid.uuid5(_NAMESPACE, shelf.name)}"


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a long feed; ``number`` counts from 1."""

    number: int
    count: int
    books: Sequence[ShelfBook]

    def path(self, name: str, number: int | None = None) -> str:
        """Return the path of this page or another: ``opds.xml``, ``opds-2.xml``."""
        stem, _, suffix = name.partition(".")
        at = number or self.number
        return name if at == 1 else f"{stem}-{at}.{suffix}"

    def links(self) -> Iterator[tuple[str, int]]:
        """Yield the relations to other pages, and their numbers (RFC 5005)."""
        if self.count == 1:
            return
        yield "first", 1
        if self.number > 1:
            yield "previous", self.number - 1
        if self.number < self.count:
            yield "next", self.number + 1
        yield "last", self.count


def feed_pages(shelf: Shelf) -> Iterator[FeedPage]:
    """Split the books into pages."""
    count = -(-len(shelf.books) // PER_PAGE)
    for number in range(1, count + 1):
        books = shelf.books[(number - 1) * PER_PAGE : number * PER_PAGE]
        yield FeedPage(number, count, books)


def downloads(book: ShelfBook) -> Iterator[ShelfFile]:
    """Return the files that a reading app can take; a website is none."""
    return (file for file in book.files if not file.parts)


def moment(text: str) -> datetime:
    """Read a moment of a record, in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def full_date(published: str) -> str:
    """Return a day for a day, a month or a year: the first one."""
    return f"{published}-01-01"[:10] if len(published) == 4 else f"{published}-01"[:10]
