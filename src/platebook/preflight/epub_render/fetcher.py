"""Hands WeasyPrint the files of one e-book, and nothing else that there is in the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

#: Where the books stand: a host that cannot exist (RFC 6761, section 6.4). It is never asked for;
#: it only makes relative addresses meet, as they do in a browser.
_HOST = "book.invalid"
_ROOT = f"https://{_HOST}/"
#: Files, and stylesheets among them, that one document may ask for: a sheet that loads itself twice
#: would ask without end.
_MOST_ASKED, _MOST_SHEETS = 1_000, 30
_SHEET = "text/css"


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the e-book: its bytes, and what it is (a media type)."""

    content: bytes
    media_type: str


#: Gives a file of the book by its name in the zip. Raises LookupError where it may not be had.
Shelf = Callable[[str], Resource]


def address(name: str) -> str:
    """Give the address by which a document knows itself."""
    return _ROOT + name


def fetcher(shelf: Shelf) -> Any:  # noqa: ANN401  an untyped library
    """Make what WeasyPrint loads through, for one document."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Librarian(URLFetcher):
        """Answers out of the book; every other address is refused without looking."""

        asked, sheets = 0, 0

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002
            found = shelf(_name(url))
            self.asked += 1
            self.sheets += found.media_type == _SHEET
            if self.asked > _MOST_ASKED or self.sheets > _MOST_SHEETS:
                raise LookupError("more is asked for than a document needs")
            return URLFetcherResponse(url, found.content, {"Content-Type": found.media_type})

    return Librarian()


def _name(url: str) -> str:
    """Give the name of a file of the book. Raises LookupError for what is outside of it."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.netloc != _HOST:
        raise LookupError("this is not in the book")
    return unquote(parts.path).lstrip("/")
