"""RSS 2.0: the newest books. Its addresses must be whole, so it needs that of the site."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from platebook.shelf.feeds.common import address, downloads, moment
from platebook.shelf.model import Shelf, ShelfBook
from platebook.shelf.pages import creators

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME, TYPE = "feed.xml", "application/rss+xml"
_NEWEST = 50
_ATOM, _DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"


def rss(shelf: Shelf) -> bytes:
    """Give the feed, the newest book first."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM, "dc": _DC})
    channel = etree.SubElement(root, "channel")
    _text(channel, "title", shelf.name)
    _text(channel, "link", shelf.site)
    _text(channel, "description", shelf.name)
    _text(channel, "language", shelf.language)
    _text(channel, "lastBuildDate", format_datetime(moment(shelf.modified)))
    own = {"rel": "self", "href": address(NAME, shelf), "type": TYPE}
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
