"""Feeds in XML: OPDS 1.2, a catalogue as Atom (RFC 4287), and RSS 2.0, the newest books.

KOReader, Calibre, Moon+ Reader and others read OPDS. The addresses of RSS must be whole, so it
needs that of the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from platebook.shelf.feeds import (
    OPEN_ACCESS,
    FeedPage,
    address,
    downloads,
    feed_id,
    feed_pages,
    moment,
)
from platebook.shelf.model import Shelf, ShelfBook
from platebook.shelf.pages import creators

if TYPE_CHECKING:
    from lxml.etree import _Element

OPDS_NAME = "opds.xml"
OPDS_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_ATOM, _TERMS = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
_IMAGE = "http://opds-spec.org/image"
_BISAC = "http://www.bisg.org/standards/bisac_subject/index.html"
_THEMA = "https://ns.editeur.org/thema/"


def opds1(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Give the pages of the feed by their paths."""
    for page in feed_pages(shelf):
        feed = _feed(shelf, page)
        yield (
            page.path(OPDS_NAME),
            etree.tostring(feed, xml_declaration=True, encoding="utf-8") + b"\n",
        )


def _feed(shelf: Shelf, page: FeedPage) -> _Element:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "dc": _TERMS})
    _atom_text(feed, "id", feed_id(shelf))
    _atom_text(feed, "title", shelf.name)
    _atom_text(feed, "updated", shelf.modified)
    _atom_text(_add(feed, "author"), "name", shelf.name)
    _link(feed, "self", address(page.path(OPDS_NAME), shelf), OPDS_TYPE)
    _link(feed, "start", address(OPDS_NAME, shelf), OPDS_TYPE)
    _link(feed, "alternate", address("index.html", shelf), "text/html")
    for relation, number in page.links():
        _link(feed, relation, address(page.path(OPDS_NAME, number), shelf), OPDS_TYPE)
    for book in page.books:
        _entry(feed, book, shelf)
    return feed


def _entry(feed: _Element, book: ShelfBook, shelf: Shelf) -> None:
    facts, entry = book.facts, _add(feed, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", facts.language)
    _atom_text(entry, "title", facts.title)
    _atom_text(entry, "id", facts.identifier)
    _atom_text(entry, "updated", facts.modified)
    for name in creators(book):
        _atom_text(_add(entry, "author"), "name", name)
    _atom_text(entry, "language", facts.language, _TERMS)
    _atom_text(entry, "issued", facts.published, _TERMS)
    _atom_text(entry, "publisher", facts.publisher, _TERMS)
    if facts.isbn.epub:
        _atom_text(entry, "identifier", f"urn:isbn:{facts.isbn.epub}", _TERMS)
    for scheme, terms in (
        ("", facts.keywords),
        (_BISAC, facts.subjects.bisac),
        (_THEMA, facts.subjects.thema),
    ):
        for term in terms:
            category = _add(entry, "category", term=term, label=term)
            if scheme:
                category.set("scheme", scheme)
    _atom_text(entry, "summary", facts.description)
    _atom_text(entry, "rights", facts.rights)
    if book.cover and book.thumbnail:
        _link(entry, _IMAGE, address(book.cover.path, shelf), "image/jpeg")
        _link(entry, f"{_IMAGE}/thumbnail", address(book.thumbnail.path, shelf), "image/jpeg")
    # An entry must have a link to a book (OPDS 1.2, 5.2): to a website where there is nothing else.
    for file in tuple(downloads(book)) or book.files:
        link = _link(entry, OPEN_ACCESS, address(file.path, shelf), file.media_type)
        link.set("length", str(file.recorded.bytes))
        link.set("title", file.name)
    _link(entry, "alternate", address(f"{book.folder}/index.html", shelf), "text/html")


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _atom_text(parent: _Element, name: str, text: str, namespace: str = _ATOM) -> None:
    """Add an element with a text; none where the text is empty."""
    if text:
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _link(parent: _Element, relation: str, href: str, media_type: str) -> _Element:
    return _add(parent, "link", rel=relation, href=href, type=media_type)


RSS_NAME, RSS_TYPE = "feed.xml", "application/rss+xml"
_NEWEST = 50
_DC = "http://purl.org/dc/elements/1.1/"


def rss(shelf: Shelf) -> bytes:
    """Give the feed, the newest book first."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM, "dc": _DC})
    channel = etree.SubElement(root, "channel")
    _text(channel, "title", shelf.name)
    _text(channel, "link", shelf.site)
    _text(channel, "description", shelf.name)
    _text(channel, "language", shelf.language)
    _text(channel, "lastBuildDate", format_datetime(moment(shelf.modified)))
    own = {"rel": "self", "href": address(RSS_NAME, shelf), "type": RSS_TYPE}
    etree.SubElement(channel, f"{{{_ATOM}}}link", own)
    for book in shelf.books[:_NEWEST]:
        _item(channel, book, shelf)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _item(channel: _Element, book: ShelfBook, shelf: Shelf) -> None:
    facts, item = book.facts, etree.SubElement(channel, "item")
    _text(item, "title", facts.title)
    _text(item, "link", address(f"{book.folder}/", shelf))
    etree.SubElement(item, "guid", isPermaLink="false").text = facts.identifier
    _text(item, "pubDate", format_datetime(moment(facts.modified)))
    _text(item, "description", facts.description)
    for name in creators(book):
        etree.SubElement(item, f"{{{_DC}}}creator").text = name
    for keyword in facts.keywords:
        _text(item, "category", keyword)
    if file := next(downloads(book), None):
        enclosure = {"url": address(file.path, shelf), "type": file.media_type}
        etree.SubElement(item, "enclosure", enclosure | {"length": str(file.recorded.bytes)})


def _text(parent: _Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, name).text = text
