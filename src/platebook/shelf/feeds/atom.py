"""OPDS 1.2: a catalogue as Atom (RFC 4287), for KOReader, Calibre, Moon+ Reader and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from platebook.shelf.feeds.common import (
    OPEN_ACCESS,
    FeedPage,
    address,
    downloads,
    feed_id,
    feed_pages,
)
from platebook.shelf.model import Shelf, ShelfBook
from platebook.shelf.pages import creators

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "opds.xml"
TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_ATOM, _DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
_IMAGE = "http://opds-spec.org/image"
_BISAC = "http://www.bisg.org/standards/bisac_subject/index.html"
_THEMA = "https://ns.editeur.org/thema/"


def opds1(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Give the pages of the feed by their paths."""
    for page in feed_pages(shelf):
        feed = _feed(shelf, page)
        yield page.path(NAME), etree.tostring(feed, xml_declaration=True, encoding="utf-8") + b"\n"


def _feed(shelf: Shelf, page: FeedPage) -> _Element:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "dc": _DC})
    _text(feed, "id", feed_id(shelf))
    _text(feed, "title", shelf.name)
    _text(feed, "updated", shelf.modified)
    _text(_add(feed, "author"), "name", shelf.name)
    _link(feed, "self", address(page.path(NAME), shelf), TYPE)
    _link(feed, "start", address(NAME, shelf), TYPE)
    _link(feed, "alternate", address("index.html", shelf), "text/html")
    for relation, number in page.links():
        _link(feed, relation, address(page.path(NAME, number), shelf), TYPE)
    for book in page.books:
        _entry(feed, book, shelf)
    return feed


def _entry(feed: _Element, book: ShelfBook, shelf: Shelf) -> None:
    facts, entry = book.facts, _add(feed, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", facts.language)
    _text(entry, "title", facts.title)
    _text(entry, "id", facts.identifier)
    _text(entry, "updated", facts.modified)
    for name in creators(book):
        _text(_add(entry, "author"), "name", name)
    _text(entry, "language", facts.language, _DC)
    _text(entry, "issued", facts.published, _DC)
    _text(entry, "publisher", facts.publisher, _DC)
    if facts.isbn.epub:
        _text(entry, "identifier", f"urn:isbn:{facts.isbn.epub}", _DC)
    for scheme, terms in (
        ("", facts.keywords),
        (_BISAC, facts.subjects.bisac),
        (_THEMA, facts.subjects.thema),
    ):
        for term in terms:
            category = _add(entry, "category", term=term, label=term)
            if scheme:
                category.set("scheme", scheme)
    _text(entry, "summary", facts.description)
    _text(entry, "rights", facts.rights)
    if book.cover and book.thumbnail:
        _link(entry, _IMAGE, address(book.cover.path, shelf), "image/jpeg")
        _link(entry, f"{_IMAGE}/thumbnail", address(book.thumbnail.path, shelf), "image/jpeg")
    for file in downloads(book):
        link = _link(entry, OPEN_ACCESS, address(file.path, shelf), file.media_type)
        link.set("length", str(file.recorded.bytes))
        link.set("title", file.name)
    _link(entry, "alternate", address(f"{book.folder}/index.html", shelf), "text/html")


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: _Element, name: str, text: str, namespace: str = _ATOM) -> None:
    """Add an element with a text; none where the text is empty."""
    if text:
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _link(parent: _Element, relation: str, href: str, media_type: str) -> _Element:
    return _add(parent, "link", rel=relation, href=href, type=media_type)
